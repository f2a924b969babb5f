/* "Am I affected?": shows the chosen region alone. The choice stands behind `#`, which no server sees. */
(function () {
  'use strict';

  var form = document.querySelector('[data-affected]');
  if (!form) { return; }
  var account = form.elements.account;
  var sections = Array.prototype.slice.call(document.querySelectorAll('[data-region]'));
  var links = document.querySelectorAll('[data-affected-links] a');

  /** The region that the address names, if it names one. */
  function chosen() {
    var id = location.hash.slice(1);
    return sections.some(function (section) { return section.id === id; }) ? id : '';
  }

  function apply() {
    var region = chosen();
    var type = account ? account.value : '';
    sections.forEach(function (section) { section.hidden = region !== '' && section.id !== region; });
    links.forEach(function (link) {
      if (region !== '' && link.hash === '#' + region) { link.setAttribute('aria-current', 'true'); } else { link.removeAttribute('aria-current'); }
    });
    document.querySelectorAll('[data-accounts]').forEach(function (way) {
      way.hidden = type !== '' && way.getAttribute('data-accounts').split(' ').indexOf(type) < 0;
    });
    form.querySelector('[data-all]').disabled = region === '';
  }

  form.querySelector('[data-all]').addEventListener('click', function () {
    location.hash = '';
    links[0].focus();
  });
  form.addEventListener('change', apply);
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  window.addEventListener('hashchange', apply);
  form.hidden = false;
  apply();
}());
