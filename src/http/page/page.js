// @ts-check
/* Keeps the page current: fetches it again and again, and patches what changed into the document. */

const TIMEOUT_MILLISECONDS = 10_000;

let lastResponse = new Date();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isFetching = false;

scheduleRefresh();
document.addEventListener('visibilitychange', refresh);

/** The server sets the interval: with many devices each refresh is costly. */
function scheduleRefresh() {
  timer = setTimeout(refresh, Number(mainOf(document).dataset['refresh']));
}

async function refresh() {
  clearTimeout(timer);
  if (isFetching || document.hidden) return;
  isFetching = true;
  const page = await fetchPage().catch(() => null);
  isFetching = false;
  scheduleRefresh();
  if (page) lastResponse = new Date();
  showOutage(!page);
  if (page) show(page);
}

async function fetchPage() {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const url = location.origin + location.pathname + location.search; // fetch rejects a URL with a user name
  const response = await fetch(url, { cache: 'no-store', signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/** @param {boolean} isDown */
function showOutage(isDown) {
  const notice = /** @type {HTMLElement} */ (document.getElementById('notice'));
  if (notice.hidden === !isDown) return;
  const { timezone: timeZone } = mainOf(document).dataset;
  const clock = lastResponse.toLocaleTimeString('en-GB', { timeZone });
  notice.textContent = (notice.dataset['text'] ?? '').replace('{0}', clock); // the server knows the language
  notice.hidden = !isDown;
  document.body.classList.toggle('outdated', isDown);
}

/** @param {Document} next */
function show(next) {
  if (next.documentElement.dataset['build'] !== document.documentElement.dataset['build'])
    return location.reload();
  const main = mainOf(next);
  patch(mainOf(document), main);
  document.title = next.title;
}

/** @param {Document} page */
function mainOf(page) {
  return /** @type {HTMLElement} */ (page.querySelector('main'));
}

/**
 * Makes a node equal to another.
 * @param {ChildNode} old
 * @param {ChildNode} wanted
 */
function patch(old, wanted) {
  if (old.nodeName !== wanted.nodeName) old.replaceWith(wanted);
  else if (old instanceof Element && wanted instanceof Element) {
    patchAttributes(old, wanted);
    patchChildren(old, wanted);
  } else if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue; // untouched text keeps its selection
}

/**
 * @param {Element} old
 * @param {Element} wanted
 */
function patchAttributes(old, wanted) {
  for (const { name } of [...old.attributes]) {
    const isReaders = name === 'open'; // the reader opens a <details>, never the page
    if (!isReaders && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/**
 * @param {Element} old
 * @param {Element} wanted
 */
function patchChildren(old, wanted) {
  const keyed = keepKeyed(old, wanted);
  let here = old.firstChild;
  for (const child of [...wanted.childNodes]) {
    const match = matchOf(child, here, keyed);
    if (match && match === here) here = match.nextSibling;
    else old.insertBefore(match ?? child, here);
    if (match) patch(match, child);
  }
  for (let next = here; next; next = here) {
    here = next.nextSibling;
    next.remove();
  }
}

/**
 * The node to patch into `child`: the one with its key, or without a key the next one that has none either.
 * @param {ChildNode} child
 * @param {ChildNode | null} here
 * @param {Map<string, Element>} keyed
 */
function matchOf(child, here, keyed) {
  const key = keyOf(child);
  if (key === null) return here && keyOf(here) === null ? here : null;
  const match = keyed.get(key) ?? null;
  keyed.delete(key);
  return match;
}

/**
 * Removes the keyed children that are gone, so that the others need not move.
 * @param {Element} old
 * @param {Element} wanted
 */
function keepKeyed(old, wanted) {
  const wantedKeys = new Set([...wanted.children].map(keyOf));
  /** @type {Map<string, Element>} */
  const keyed = new Map();
  for (const child of [...old.children]) {
    const key = keyOf(child);
    if (key === null) continue;
    if (wantedKeys.has(key) && !keyed.has(key)) keyed.set(key, child);
    else child.remove();
  }
  return keyed;
}

/** @param {Node} node */
function keyOf(node) {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}
