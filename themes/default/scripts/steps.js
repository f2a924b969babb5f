/* Steps: a check list, remembered on this device only if one asks for it, and one way alone on paper. */
(function () {
  'use strict';

  var element = faqtual.element;

  /** What is stored on this device; a browser may forbid it. */
  var store = {
    read: function (key) { try { return localStorage.getItem(key); } catch (error) { return null; } },
    write: function (key, value) { try { localStorage.setItem(key, value); } catch (error) { return; } },
    remove: function (key) { try { localStorage.removeItem(key); } catch (error) { return; } }
  };

  function prepare(path) {
    var words = path.dataset;
    var key = 'faqtual:steps:' + path.id;
    var ticks = [];
    path.querySelectorAll('.steps').forEach(function (list) {
      Array.prototype.forEach.call(list.children, function (step, at) {
        var box = element('input', { type: 'checkbox' });
        var name = list.previousElementSibling ? list.previousElementSibling.textContent.trim() + ', ' + (at + 1) : String(at + 1);
        box.setAttribute('aria-label', words.wordsDone.replace('{step}', function () { return name; }));
        step.append(element('span', { className: 'step-tick' }, [box]));
        ticks.push(box);
      });
    });
    var remember = element('input', { type: 'checkbox' });
    var forget = element('button', { type: 'button', className: 'quiet', textContent: words.wordsForget, hidden: true });
    var print = element('button', { type: 'button', className: 'quiet', textContent: words.wordsPrint });

    function save() {
      if (remember.checked) {
        store.write(key, ticks.map(function (box) { return box.checked ? '1' : '0'; }).join(''));
      } else {
        store.remove(key);
      }
      forget.hidden = !ticks.some(function (box) { return box.checked; }) && !remember.checked;
    }

    var stored = store.read(key);
    if (stored !== null) {
      remember.checked = true;
      ticks.forEach(function (box, at) { box.checked = stored.charAt(at) === '1'; });
    }
    ticks.concat(remember).forEach(function (box) { box.addEventListener('change', save); });
    forget.addEventListener('click', function () {
      ticks.concat(remember).forEach(function (box) { box.checked = false; });
      save();
      remember.focus();
    });
    print.addEventListener('click', function () { printAlone(path); });
    var tools = [print];
    if (ticks.length) { tools.unshift(element('label', { className: 'tick' }, [remember, ' ' + words.wordsRemember]), forget); }
    var place = path.querySelector('.surfaces');
    place.after(element('div', { className: 'step-tools' }, tools));
    forget.hidden = stored === null;
  }

  function printAlone(path) {
    document.documentElement.classList.add('one-path');
    path.classList.add('on-paper');
    window.addEventListener('afterprint', function () {
      document.documentElement.classList.remove('one-path');
      path.classList.remove('on-paper');
    }, { once: true });
    window.print();
  }

  document.querySelectorAll('[data-steps]').forEach(prepare);
}());
