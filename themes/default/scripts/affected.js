/* "Am I affected?": shows the chosen region alone. The choice stands behind `#`, which no server sees. */
(function () {
  'use strict';

  var form = document.querySelector('[data-affected]');
  if (!form) { return; }
  var region = form.elements.region;
  var account = form.elements.account;
  var sections = document.querySelectorAll('[data-region]');

  function apply() {
    sections.forEach(function (section) { section.hidden = region.value !== '' && section.id !== region.value; });
    document.querySelectorAll('[data-accounts]').forEach(function (way) {
      var chosen = account ? account.value : '';
      way.hidden = chosen !== '' && way.getAttribute('data-accounts').split(' ').indexOf(chosen) < 0;
    });
  }

  /** Takes the region from the address, if it names one. */
  function read() {
    var id = decodeURIComponent(location.hash.slice(1));
    var known = Array.prototype.some.call(region.options, function (option) { return option.value === id; });
    if (known) { region.value = id; }
    apply();
  }

  region.addEventListener('change', function () {
    if (region.value === '') {
      history.pushState(null, '', location.pathname + location.search);
    } else {
      location.hash = region.value;
    }
    apply();
  });
  if (account) { account.addEventListener('change', apply); }
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  window.addEventListener('hashchange', read);
  window.addEventListener('popstate', function () {
    if (location.hash === '') { region.value = ''; }
    read();
  });
  document.querySelector('[data-affected-links]').hidden = true;
  form.hidden = false;
  read();
}());
