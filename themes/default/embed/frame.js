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
    const tell = (isAsked) => {
      // Before the host has laid it out it is of no width, and each letter has a line of its own.
      if (!innerWidth) return;
      const height = Math.ceil(root.getBoundingClientRect().height);
      if (height === told && !isAsked) return;
      told = height;
      // Nothing in it is anybody's secret, so that any host may read it.
      parent.postMessage({ type: 'faqtual:height', version: 1, id, height }, '*');
      // Browsers that fit frames by themselves want to be asked (CSS Box Sizing 4); in an <object> they refuse.
      try { window.requestResize?.(); } catch {}
    };
    if (parent === window) return;
    // At once too: a frame that is out of sight is not watched until it comes into it.
    tell(true);
    new ResizeObserver(() => tell(false)).observe(root);
    addEventListener('message', ({ data, source }) => {
      if (source === parent && data?.type === 'faqtual:ask' && data.version === 1) tell(true);
    });
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
})();
