/** Registration of the reward model that comes with the package; its card (models/starter) says what it can tell. */
export const starterModel = { name: "starter", kind: "bradley-terry", backend: { type: "onnx", path: "starter" }, input: "text-pair" } as const;
