/** Runs in the page before its own scripts: notes what the browser says of painting, long tasks and interactions. */
export function watchPage() {
  const seen = { contentMs: null, drawnMs: null, tasks: [], events: [], hovers: [] };
  globalThis.bench = seen;
  /** When the frame after this one has been handed over. */
  const afterFrame = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  });
  let drawing = false;
  for (const name of ["stroke", "drawImage"]) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      if (!drawing && this.canvas.isConnected) {
        drawing = true;
        afterFrame((now) => { seen.drawnMs = now; });
      }
      return own.apply(this, args);
    };
  }
  const observe = (type, note, options) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  observe("largest-contentful-paint", ({ startTime }) => { seen.contentMs = startTime; });
  observe("longtask", ({ duration }) => seen.tasks.push(duration));
  observe("event", ({ name, duration, interactionId }) => seen.events.push({ name, duration, interactionId }), { durationThreshold: 16 });
  // The browser does not count moving the pointer as an interaction.
  let waiting = false;
  addEventListener("pointermove", ({ timeStamp }) => {
    if (waiting) return;
    waiting = true;
    afterFrame((now) => { waiting = false; seen.hovers.push(now - timeStamp); });
  }, { capture: true, passive: true });
}
