/** While hidden, pages get no animation frames; this often is enough then, in ms. */
const HIDDEN_MS = 250;

/** Runs the callback once, before the next paint, or soon when nothing is painted. Answers how to call it off. */
export function onNextFrame(callback: () => void): () => void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    stop();
    callback();
  };
  const frame = document.hidden ? null : requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_MS);
  function stop(): void {
    done = true;
    clearTimeout(timer);
    if (frame !== null) cancelAnimationFrame(frame);
  }
  return stop;
}
