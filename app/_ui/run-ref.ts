/** `project/name`: how people and the API name a run. */
export const refOf = ({ project, name }: { project: string; name: string }): string => `${project}/${name}`;
