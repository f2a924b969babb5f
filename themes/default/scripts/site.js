/* Comfort only: every page reads and works without this. What several scripts need hangs on `faqtual`. */
var faqtual = {};

(function () {
  'use strict';

  /** The search is loaded when someone is about to use it. */
  function prepareSearch(form) {
    var loaded = false;
    function load() {
      if (loaded) { return; }
      loaded = true;
      var script = document.createElement('script');
      script.src = scriptUrl(form.getAttribute('data-script'));
      document.head.appendChild(script);
    }
    var asked = document.querySelector('[data-search-list]') && location.search.length > 1;
    if (asked) {
      load();
    } else {
      form.addEventListener('focusin', load, { once: true });
      if (form.contains(document.activeElement)) { load(); }
    }
  }

  /** A slash leads to the search, unless something is being typed. */
  function slashFocuses(event) {
    if (event.key !== '/' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var at = event.target;
    if (at.isContentEditable || /^(input|select|textarea)$/i.test(at.tagName)) { return; }
    var box = document.querySelector('form[data-search] input[type="search"]');
    if (!box) { return; }
    event.preventDefault();
    box.focus();
  }

  /** One policy for the whole site: only scripts from where the page is from are let through. */
  function scriptUrl(url) {
    if (!window.trustedTypes) { return url; }
    if (!window.faqtualPolicy) {
      window.faqtualPolicy = window.trustedTypes.createPolicy('faqtual', {
        createScriptURL: function (value) {
          var wanted = new URL(value, document.baseURI);
          if (wanted.protocol !== location.protocol || wanted.host !== location.host) { throw new TypeError('not a script of this site'); }
          return value;
        }
      });
    }
    return window.faqtualPolicy.createScriptURL(url);
  }

  /** On paper nothing is folded away, except in tables, which print what the reader has opened. */
  function openForPrint() {
    var opened = [];
    window.addEventListener('beforeprint', function () {
      opened = Array.prototype.slice.call(document.querySelectorAll('details:not([open]):not(.compare details)'));
      opened.forEach(function (details) { details.open = true; });
    });
    window.addEventListener('afterprint', function () {
      opened.forEach(function (details) { details.open = false; });
      opened = [];
    });
  }

  /** A link into something folded opens it. */
  function openTarget() {
    var id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
    var found = id && document.getElementById(id);
    var folded = found && found.closest('details:not([open])');
    if (!folded) { return; }
    folded.open = true;
    found.scrollIntoView();
  }

  /** Puts text on the clipboard, and says in `status` how it went. */
  faqtual.copy = function (text, status, words) {
    function say(done) { status.textContent = done ? words.copied : words.notCopied; }
    function byHand() {
      var box = document.createElement('textarea');
      box.value = text;
      box.className = 'hidden';
      document.body.appendChild(box);
      box.select();
      var done = false;
      try { done = document.execCommand('copy'); } catch (error) { done = false; }
      box.remove();
      say(done);
    }
    status.textContent = '';
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(function () { say(true); }, byHand);
    } else {
      byHand();
    }
  };

  /** Makes an element with properties and children. */
  faqtual.element = function (name, properties, children) {
    var made = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) { made[key] = properties[key]; });
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  };

  document.querySelectorAll('[data-search]').forEach(prepareSearch);
  document.querySelectorAll('[data-filter]').forEach(function (form) { form.hidden = false; });
  document.addEventListener('keydown', slashFocuses);
  window.addEventListener('hashchange', openTarget);
  openTarget();
  openForPrint();
}());
