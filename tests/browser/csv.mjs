// RFC 4180, strictly: anything else is an error, so that no spreadsheet has to guess.

/** The records of a CSV text; each line ends in CRLF and has as many fields as the first. */
export function records(text) {
  const found = [];
  let record = [];
  let at = 0;
  while (at < text.length) {
    const [field, end] = text[at] === '"' ? quoted(text, at) : bare(text, at);
    record.push(field);
    if (text[end] === ',') {
      at = end + 1;
      continue;
    }
    if (text.slice(end, end + 2) !== '\r\n') throw new SyntaxError(`line ${found.length + 1}: a field ends neither in a comma nor in CRLF`);
    found.push(record);
    if (record.length !== found[0].length) throw new SyntaxError(`line ${found.length}: ${record.length} fields, not ${found[0].length}`);
    record = [];
    at = end + 2;
  }
  if (record.length) throw new SyntaxError('the last line does not end');
  return found;
}

function quoted(text, from) {
  let field = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw new SyntaxError('a quoted field does not end');
    field += text.slice(at, end);
    if (text[end + 1] !== '"') return [field, end + 1];
    field += '"';
    at = end + 2;
  }
}

function bare(text, from) {
  const field = /[^",\r\n]*/y;
  field.lastIndex = from;
  const [found] = field.exec(text);
  return [found, from + found.length];
}
