/** Runs in the browser: fetches the page again and again and patches what changed into the one that stands there. */
export const SCRIPT = `'use strict';
(() => {
  const PATIENCE_MILLISECONDS = 10000;
  const notice = document.getElementById('notice');
  let answered = new Date();
  let timer;
  let busy = false;

  const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;

  function morph(old, wanted) {
    if (old.nodeName !== wanted.nodeName) old.replaceWith(wanted);
    else if (old.nodeType !== Node.ELEMENT_NODE) morphText(old, wanted);
    else {
      morphAttributes(old, wanted);
      morphChildren(old, wanted);
    }
  }

  function morphText(old, wanted) {
    if (old.data !== wanted.data) old.data = wanted.data; // untouched text keeps its selection
  }

  function morphAttributes(old, wanted) {
    for (const { name } of [...old.attributes]) {
      const readers = name === 'open'; // a <details> is opened by the reader, never by the page
      if (!readers && !wanted.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const { name, value } of wanted.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
  }

  function morphChildren(old, wanted) {
    const keyed = keepKeyed(old, wanted);
    let here = old.firstChild;
    for (const child of [...wanted.childNodes]) {
      const key = keyOf(child);
      const match = key === null ? (here && keyOf(here) === null ? here : null) : keyed.get(key);
      keyed.delete(key);
      if (!match) old.insertBefore(child, here);
      else {
        if (match === here) here = here.nextSibling;
        else old.insertBefore(match, here);
        morph(match, child);
      }
    }
    while (here) {
      const next = here.nextSibling;
      here.remove();
      here = next;
    }
  }

  /** Drops the keyed children that are gone, so that those that stay need not move. */
  function keepKeyed(old, wanted) {
    const stay = new Set([...wanted.children].map(keyOf));
    const keyed = new Map();
    for (const child of [...old.children]) {
      const key = keyOf(child);
      if (key === null) continue;
      if (stay.has(key) && !keyed.has(key)) keyed.set(key, child);
      else child.remove();
    }
    return keyed;
  }

  function toLocalTime(root) {
    const today = new Date().toDateString();
    for (const time of root.querySelectorAll('time')) {
      const at = new Date(time.dateTime);
      time.textContent = at.toDateString() === today ? at.toLocaleTimeString() : at.toLocaleString();
    }
  }

  function show(next) {
    if (next.documentElement.dataset.build !== document.documentElement.dataset.build) return location.reload();
    const main = next.querySelector('main');
    toLocalTime(main);
    morph(document.querySelector('main'), main);
    document.title = next.title;
  }

  async function fetchPage() {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const here = location.origin + location.pathname + location.search; // a user in the address would be refused
    const response = await fetch(here, { cache: 'no-store', signal });
    if (!response.ok) throw new Error('status ' + response.status);
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  }

  function tell(silent) {
    if (notice.hidden === !silent) return;
    notice.textContent = 'Exporter not answering since ' + answered.toLocaleTimeString() + '. What stands below is from then.';
    notice.hidden = !silent;
    document.body.classList.toggle('silent', silent);
  }

  async function refresh() {
    clearTimeout(timer);
    if (busy || document.hidden) return;
    busy = true;
    const page = await fetchPage().catch(() => null);
    busy = false;
    wait();
    if (page) answered = new Date();
    tell(!page);
    if (page) show(page);
  }

  /** The page says how often: where devices are many it is costly. */
  function wait() {
    timer = setTimeout(refresh, Number(document.querySelector('main').dataset.refresh));
  }

  toLocalTime(document);
  wait();
  document.addEventListener('visibilitychange', refresh);
})();
`;
