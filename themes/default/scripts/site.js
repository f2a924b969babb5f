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
    var asked = document.querySelector('[data-search-list]') && new URLSearchParams(location.search).get('q');
    if (asked) {
      load();
    } else {
      form.addEventListener('focusin', load, { once: true });
      if (form.contains(document.activeElement)) { load(); }
    }
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
  openForPrint();
}());
