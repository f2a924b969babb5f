/* The comparison and the table of data: choose platforms, rows and a region, sort, copy. The choice stands in the address. */
(function () {
  'use strict';

  var form = document.querySelector('[data-compare]');
  var table = form && document.querySelector('table.compare');
  if (!table) { return; }
  var element = faqtual.element;
  var status = form.querySelector('[data-status]');
  var words = form.dataset;
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells, 1);
  var names = heads.map(function (head) { return head.textContent.trim(); });
  var groups = Array.prototype.map.call(table.tBodies, readGroup);
  var rows = groups.reduce(function (all, group) { return all.concat(group.rows); }, []);

  function readGroup(body) {
    var group = { body: body, head: body.querySelector('.group'), rows: [] };
    Array.prototype.forEach.call(body.rows, function (line) {
      if (line.classList.contains('difference')) {
        group.rows[group.rows.length - 1].note = line;
      } else if (!line.classList.contains('group')) {
        group.rows.push({ line: line, label: line.cells[0].firstChild.textContent.trim(), cells: Array.prototype.slice.call(line.cells, 1), note: null });
      }
    });
    return group;
  }

  /** A tick box with its words. */
  function tick(name, value, label) {
    return element('label', { className: 'tick' }, [element('input', { type: 'checkbox', name: name, value: value, checked: true, defaultChecked: true }), ' ' + label]);
  }

  /** The boxes to choose by; made when they are first asked for. */
  function build() {
    var platforms = form.querySelector('[data-platforms]');
    if (platforms.querySelector('input')) { return; }
    heads.forEach(function (head, at) { platforms.append(tick('platform', String(at), names[at])); });
    var list = form.querySelector('[data-rows]');
    groups.forEach(function (group) {
      var title = (group.head || table.tHead.rows[0].cells[0]).textContent.trim();
      list.append(element('fieldset', {}, [element('legend', { textContent: title })].concat(group.rows.map(function (row) {
        return tick('row', row.line.id, row.label);
      }))));
    });
  }

  function boxes(name) { return Array.prototype.slice.call(form.querySelectorAll('input[name="' + name + '"]')); }

  function read(line) { return line.textContent.replace(/\s+/g, ' ').trim(); }

  /** The values that a reader sees in a cell, without their receipts. */
  function values(cell) {
    return Array.prototype.filter.call(cell.querySelectorAll('.cell-value, .by-region > li, .efforts > li'), function (line) { return !line.hidden; });
  }

  function shown(cell) {
    return values(cell).map(function (line) { return read(form.elements.region.value && line.querySelector('.value') || line); }).join('; ');
  }

  /** What the signs of a cell say, and where. */
  function signs(cell) {
    return values(cell).map(function (line) {
      var places = line.querySelector('.places:not([hidden])');
      var value = line.querySelector('.value');
      return (places ? read(places) : '') + read(value.querySelector('.hidden') || value).replace(/:$/, '');
    }).join('; ');
  }

  function differs(row) {
    var seen = row.cells.filter(function (cell) { return !cell.hidden; }).map(form.hasAttribute('data-by-sign') ? signs : shown);
    return seen.some(function (value) { return value !== seen[0]; });
  }

  function showRegion(region) {
    table.querySelectorAll('[data-for]').forEach(function (line) {
      line.hidden = region !== '' && line.getAttribute('data-for').split(' ').indexOf(region) < 0;
    });
    table.querySelectorAll('.by-region .places').forEach(function (places) { places.hidden = region !== ''; });
  }

  function showPlatforms() {
    var hidden = 0;
    boxes('platform').forEach(function (box, at) {
      heads[at].hidden = !box.checked;
      rows.forEach(function (row) { row.cells[at].hidden = !box.checked; });
      if (!box.checked) { hidden += 1; }
    });
    var count = heads.length - hidden;
    table.querySelectorAll('[colspan]').forEach(function (cell) { cell.colSpan = count + 1; });
    return count;
  }

  function sort(order) {
    groups.forEach(function (group) {
      var sorted = group.rows.slice();
      if (order === 'name') { sorted.sort(function (a, b) { return a.label.localeCompare(b.label, document.documentElement.lang); }); }
      if (order === 'differs') { sorted.sort(function (a, b) { return differs(b) - differs(a); }); }
      sorted.forEach(function (row) {
        group.body.append(row.line);
        if (row.note) { group.body.append(row.note); }
      });
    });
  }

  function apply() {
    var left = boxes('row').filter(function (box) { return !box.checked; }).map(function (box) { return box.value; });
    var platforms = showPlatforms();
    showRegion(form.elements.region.value);
    sort(form.elements.order.value);
    var count = 0;
    groups.forEach(function (group) {
      var any = false;
      group.rows.forEach(function (row) {
        var hidden = left.indexOf(row.line.id) >= 0 || platforms === 0 || (form.elements.differences.checked && !differs(row));
        row.line.hidden = hidden;
        // The sentence speaks of all platforms and all regions.
        if (row.note) { row.note.hidden = hidden || platforms < heads.length || form.elements.region.value !== ''; }
        if (!hidden) { any = true; count += 1; }
      });
      if (group.head) { group.head.hidden = !any; }
    });
    say(count);
  }

  /** What differs from the page as it is without a choice. */
  function address() {
    var query = new URLSearchParams();
    ['region', 'order'].forEach(function (name) { if (form.elements[name].value) { query.set(name, form.elements[name].value); } });
    if (form.elements.differences.checked) { query.set('differences', 'only'); }
    [['platform', 'platforms'], ['row', 'rows']].forEach(function (pair) {
      var all = boxes(pair[0]);
      var chosen = all.filter(function (box) { return box.checked; });
      if (chosen.length < all.length) {
        query.set(pair[1], chosen.map(function (box) { return pair[0] === 'row' ? box.value : platformId(box.value); }).join(','));
      }
    });
    return query.toString();
  }

  /** A platform's id: what stands behind `--` in the anchors of its cells. */
  function platformId(at) { return rows[0].cells[at].id.split('--').pop(); }

  function restore() {
    var query = new URLSearchParams(location.search);
    ['region', 'order'].forEach(function (name) { form.elements[name].value = query.get(name) || ''; });
    ['region', 'order'].forEach(function (name) { if (form.elements[name].selectedIndex < 0) { form.elements[name].value = ''; } });
    form.elements.differences.checked = query.get('differences') === 'only';
    var platforms = query.get('platforms');
    var chosen = query.get('rows');
    if (platforms !== null || chosen !== null) { build(); }
    boxes('platform').forEach(function (box) { box.checked = platforms === null || platforms.split(',').indexOf(platformId(box.value)) >= 0; });
    boxes('row').forEach(function (box) { box.checked = chosen === null || chosen.split(',').indexOf(box.value) >= 0; });
    form.querySelector('[data-choose]').open = platforms !== null || chosen !== null;
    apply();
  }

  /** The page as it came is the table without a choice: nothing needs to be done to it. */
  function begin() {
    var query = new URLSearchParams(location.search);
    if (['region', 'order', 'differences', 'platforms', 'rows'].some(function (name) { return query.has(name); })) {
      restore();
    } else {
      say(rows.length);
    }
  }

  function say(count) {
    status.textContent = count === 0 ? words.wordsNothing : words.wordsShown.replace('{shown}', count).replace('{all}', rows.length);
  }

  function remember() {
    var query = address();
    // A page from the disk may have no such address; the choice holds all the same.
    try { history.pushState(null, '', location.pathname + (query ? '?' + query : '') + location.hash); } catch (error) { return; }
  }

  function markdown() {
    function line(cells) { return '| ' + cells.map(function (cell) { return cell.replace(/\|/g, '\\|'); }).join(' | ') + ' |'; }
    function isShown(_, at) { return !heads[at].hidden; }
    var top = [table.tHead.rows[0].cells[0].textContent.trim()].concat(names.filter(isShown));
    var lines = [line(top), line(top.map(function () { return '---'; }))];
    groups.forEach(function (group) {
      Array.prototype.forEach.call(group.body.rows, function (own) {
        var row = rows.find(function (row) { return row.line === own; });
        if (row && !own.hidden) { lines.push(line([row.label].concat(row.cells.filter(isShown).map(shown)))); }
      });
    });
    return lines.join('\n') + '\n';
  }

  form.querySelector('[data-choose]').addEventListener('toggle', build);
  form.addEventListener('change', function () { apply(); remember(); });
  form.addEventListener('reset', function () { setTimeout(function () { apply(); remember(); }); });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.querySelector('[data-copy]').addEventListener('click', function () {
    faqtual.copy(markdown(), status, { copied: words.wordsCopied, notCopied: words.wordsNotCopied });
  });
  window.addEventListener('popstate', restore);
  form.hidden = false;
  begin();
}());
