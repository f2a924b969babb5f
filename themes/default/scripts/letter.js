/* A letter: its blanks are filled in the page. Nothing is stored, nothing is sent. */
(function () {
  'use strict';

  var form = document.querySelector('[data-letter]');
  var letter = document.querySelector('[data-letter-text]');
  if (!form || !letter) { return; }
  var status = form.querySelector('[data-status]');
  var mail = form.querySelector('[data-mail]');
  var words = form.dataset;
  var blanks = Array.prototype.map.call(letter.querySelectorAll('[data-blank]'), function (blank) {
    return { place: blank, id: blank.getAttribute('data-blank'), empty: blank.textContent };
  });

  function fill() {
    blanks.forEach(function (blank) {
      var input = form.querySelector('[data-fills="' + blank.id + '"]');
      var value = input ? input.value.trim() : '';
      blank.place.textContent = value || blank.empty;
      blank.place.classList.toggle('filled', value !== '');
    });
    mail.href = address();
  }

  /** The letter as plain text: paragraphs apart by an empty line, items of lists each on a line. */
  function paragraphs() {
    return Array.prototype.map.call(letter.children, function (block) {
      if (/^[OU]L$/.test(block.tagName)) {
        return Array.prototype.map.call(block.children, function (item, at) {
          return (block.tagName === 'OL' ? at + 1 + '. ' : '- ') + plain(item);
        }).join('\n');
      }
      return plain(block);
    }).filter(function (text) { return text !== ''; });
  }

  /** An element's text as it reads: line breaks of the source are spaces, `<br>` is a line break. */
  function plain(node) {
    var text = '';
    node.childNodes.forEach(function (child) {
      if (child.nodeType === Node.TEXT_NODE) {
        text += child.data.replace(/\s+/g, ' ');
      } else if (child.nodeName === 'BR') {
        text += '\n';
      } else if (!child.classList.contains('cite')) {
        text += plain(child);
      }
    });
    return text.replace(/ *\n */g, '\n').trim();
  }

  /** A `mailto:` as RFC 6068 writes it: percent-encoded UTF-8, line breaks as %0D%0A. */
  function address() {
    var body = paragraphs();
    var subject = document.querySelector('h1').textContent.trim();
    if (body.length && body[0].indexOf(words.wordsSubject) === 0) {
      subject = body.shift().slice(words.wordsSubject.length).trim();
    }
    var text = body.join('\n\n').replace(/\n/g, '\r\n');
    return 'mailto:?subject=' + encodeURIComponent(subject) + '&body=' + encodeURIComponent(text);
  }

  form.addEventListener('input', fill);
  form.addEventListener('reset', function () { setTimeout(fill); });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.querySelector('[data-copy]').addEventListener('click', function () {
    faqtual.copy(paragraphs().join('\n\n') + '\n', status, { copied: words.wordsCopied, notCopied: words.wordsNotCopied });
  });
  form.querySelector('[data-print]').addEventListener('click', function () { window.print(); });
  // The form tells what the list below tells.
  document.querySelectorAll('[data-letter-blanks]').forEach(function (list) { list.hidden = true; });
  form.hidden = false;
  fill();
}());
