// Inside a frame: closes answers when the host asks, tells the height, and shows what has fallen due.
'use strict';
(() => {
  const { dataset: { id } } = document.currentScript;
  const root = document.documentElement;
  const wishes = location.hash.slice(1).split(',');
  for (const scheme of ['light', 'dark']) if (wishes.includes(scheme)) root.dataset.scheme = scheme;

  const start = () => {
    if (wishes.includes('closed')) for (const more of document.querySelectorAll('details')) more.open = false;
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
    for (const note of document.querySelectorAll('[data-due]')) note.hidden = note.dataset.due >= today;
    let told = 0;
    const tell = () => {
      const height = Math.ceil(root.getBoundingClientRect().height);
      if (height === told) return;
      told = height;
      // Nothing in it is anybody's secret, so that any host may read it.
      parent.postMessage({ type: 'faqtual:height', version: 1, id, height }, '*');
      // Where frames can fit by themselves, they want to be asked (CSS Box Sizing 4).
      window.requestResize?.();
    };
    if (parent !== window) new ResizeObserver(tell).observe(root);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
})();
