/* Comfort only: every page reads and works without this. */
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

  document.querySelectorAll('[data-search]').forEach(prepareSearch);
  document.querySelectorAll('[data-filter]').forEach(function (form) { form.hidden = false; });
  document.addEventListener('keydown', slashFocuses);
  openForPrint();
}());
