'use strict';

// Search as you type, and the keyboard. Everything else works without scripts.

const form = document.getElementById('search');
const box = document.getElementById('q');
const list = document.getElementById('list');
const status = document.getElementById('status');

// How long to wait for the next key, and to look again while articles are being indexed: milliseconds.
const TYPING = 120;
const INDEXING = 2000;

let timer = 0;
let request = new AbortController();

// The parameters of the list for what is in the form.
const parameters = () => {
    const all = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
    const text = new URLSearchParams(all.filter(([, value]) => value !== '')).toString();
    return text && `?${text}`;
};

// Shows the list for this part of a URL.
const show = async (search) => {
    request.abort();
    request = new AbortController();
    try {
        const answer = await fetch(`/search${search}`, { signal: request.signal });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const found = page.querySelector('.list');
        if (!answer.ok || !found) throw new Error(answer.statusText);
        const isOpen = list.querySelector('.filters')?.open;
        list.replaceChildren(found);
        if (isOpen) list.querySelector('.filters')?.setAttribute('open', '');
        status.textContent = found.dataset.status;
        status.classList.toggle('wrong', 'wrong' in found.dataset);
        watch();
    } catch (error) {
        if (error.name === 'AbortError') return;
        status.textContent = 'The server does not answer. Is csdown serve still running?';
        status.classList.add('wrong');
    }
};

// Shows the list again as long as articles are being indexed.
const watch = () => {
    clearTimeout(timer);
    if (list.querySelector('[data-indexing]')) timer = setTimeout(() => show(location.search), INDEXING);
};

const search = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
        const text = parameters();
        history.replaceState(null, '', `/${text}`);
        show(text);
    }, TYPING);
};

if (list) {
    box.addEventListener('input', (event) => {
        // What an input method is composing is no query yet.
        if (!event.isComposing) search();
    });
    box.addEventListener('compositionend', search);
    watch();
}

// Shows the article in the original page, below what the site has above it.
const frame = document.querySelector('iframe.original');
const showArticle = () => {
    const top = frame.contentDocument?.getElementById('content_views')?.offsetTop;
    if (top) frame.contentWindow.scrollTo(0, top);
};
if (frame) {
    frame.addEventListener('load', showArticle);
    showArticle();
}

const links = () => [...document.querySelectorAll('.results .title')];

// Moves the focus by some articles.
const move = (by) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? all[0] : undefined) : all[at + by];
    if (next) {
        next.focus();
        next.closest('li').scrollIntoView({ block: 'nearest' });
    } else if (at === 0 && by < 0) {
        box.focus();
    }
    return Boolean(next);
};

const follow = (selector) => document.querySelector(selector)?.click();

// What keys do outside of fields.
const KEYS = {
    '/': () => { box.focus(); box.select(); },
    j: () => (list ? move(1) : follow('.around [rel=next]')),
    k: () => (list ? move(-1) : follow('.around [rel=prev]')),
    o: () => follow('.original-link'),
    Escape: () => (list ? box.focus() : follow('.list-link')),
};

document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isTyping = event.target.matches?.('input:not([type=radio]), textarea, select');
    if (isTyping) {
        if (event.key === 'Escape') box.blur();
        if (event.key !== 'ArrowDown' || !list) return;
    }
    const isArrow = list && (isTyping || links().includes(event.target));
    const arrow = isArrow && { ArrowDown: () => move(1), ArrowUp: () => move(-1) }[event.key];
    const act = arrow || (Object.hasOwn(KEYS, event.key) && KEYS[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
});
