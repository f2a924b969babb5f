// The search: the tokeniser, the index and the ranking. What readers see of it stands in search-view.js.
//
// A classic script without dependencies that touches no document. Nothing is evaluated, nothing is fetched:
// the index is scripts too, which call `faqtualSearch.load` and `faqtualSearch.add`. Their form is told in
// src/search/mod.rs. `find` answers from the parts that are there, and names the files that would tell more.
(function () {
  'use strict';

  const root = typeof window === 'undefined' ? globalThis : window;
  // A page with two boxes may load this script twice.
  if (root.faqtualSearch) return;

  // ---- Text to terms: step by step the same as src/search/tokenise.rs ----

  const ACCENT_OR_UNSEEN = /[\p{Mn}\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
  const WORD = /[\p{Alphabetic}\p{N}]/u;
  const APOSTROPHE = /['\u2019\u02bc]/;
  const DENSE = new RegExp(
    '[\\u0e01-\\u0e4e\\u1100-\\u11ff\\u3005-\\u3007\\u3021-\\u3029\\u3038-\\u303b\\u3041-\\u30ff\\u3131-\\u318e\\u31f0-\\u31ff' +
    '\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97c\\uac00-\\ud7fb\\uf900-\\ufaff\\u{1aff0}-\\u{1b16f}\\u{20000}-\\u{3ffff}]',
    'u'
  );

  function fold(text) {
    return text.normalize('NFKC').toLowerCase().normalize('NFD')
      .replace(ACCENT_OR_UNSEEN, '').replace(/\u03c2/g, '\u03c3').normalize('NFC');
  }

  // What a character does to the word it meets.
  function characterClass(character) {
    if (character === undefined) return 'gap';
    if (APOSTROPHE.test(character)) return 'apostrophe';
    if (!WORD.test(character)) return 'gap';
    return DENSE.test(character) ? 'dense' : 'plain';
  }

  // A run of letters that make pairs; one that has no neighbour stands alone.
  function pairs(run) {
    return run.length === 1 ? run : run.slice(1).map((character, at) => run[at] + character);
  }

  function tokenise(text) {
    const characters = Array.from(fold(text));
    const terms = [];
    let word = '';
    let run = [];
    const end = () => {
      if (word) terms.push(word);
      if (run.length) terms.push(...pairs(run));
      word = '';
      run = [];
    };
    characters.forEach((character, at) => {
      const kind = characterClass(character);
      if (kind === 'plain') {
        if (run.length) end();
        word += character;
      } else if (kind === 'dense') {
        if (word) end();
        run.push(character);
      } else if (kind === 'gap' || !word || characterClass(characters[at + 1]) !== 'plain') {
        end();
      }
    });
    end();
    return terms;
  }

  // ---- The index ----

  const VERSION = 2;
  let entry = null;
  let parts = {};

  // Called by the entry of the index.
  function load(data) {
    if (data.version !== VERSION) return;
    entry = data;
    parts = { terms: [], records: [], facets: [], words: [] };
    entry.stopSet = new Set(data.stop);
    entry.nameSet = new Set(data.platforms.flatMap(([, label]) => tokenise(label)));
    entry.alikeSet = new Set(data.synonyms.flat(2));
  }

  // Called by each part.
  function add(kind, number, data) {
    if (!entry) return;
    if (kind === 'terms') parts.terms[number] = termsPart(data);
    else if (kind === 'words') parts.words[0] = unpackTerms(data);
    else parts[kind][number] = data;
  }

  function termsPart([packed, postings]) {
    const terms = unpackTerms(packed);
    return { terms, postings: postings.split(' '), numbers: new Map(terms.map((term, at) => [term, at])) };
  }

  // Each term begins with a digit: so much of it is as in the term before.
  function unpackTerms(packed) {
    let before = '';
    return packed ? packed.split(' ').map((coded) => (before = before.slice(0, parseInt(coded[0], 36)) + coded.slice(1))) : [];
  }

  const LAST = 'abcdefghijklmnopqrstuvwxyz012345';
  const MORE = 'UVWXYZ6789!#$%&()*+,-./:;=>?@[]^';
  const DIGITS = new Map([
    ...Array.from(LAST, (digit, value) => [digit, [value, true]]), ...Array.from(MORE, (digit, value) => [digit, [value, false]]),
  ]);

  // Calls back with each record and its level: a letter is a level, then records, each counted from the one before.
  function decode(coded, take) {
    let level = 0;
    let next = 0;
    let number = 0;
    let place = 1;
    for (const character of coded) {
      const digit = DIGITS.get(character);
      if (!digit) {
        level = character.charCodeAt(0) - 64;
        next = 0;
      } else {
        number += digit[0] * place;
        place *= 32;
        if (digit[1]) {
          take(next + number, level);
          next += number + 1;
          number = 0;
          place = 1;
        }
      }
    }
  }

  // The part that a term would stand in.
  function placeOf(term) {
    let low = 0;
    let high = entry.terms.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (entry.terms[middle][0] <= term) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // A part that is there; else its file is noted as wanted.
  function part(kind, number, missing) {
    const there = parts[kind][number];
    if (there) return there;
    const files = { terms: () => entry.terms[number][1], records: () => entry.records[1][number] };
    const file = files[kind] ? files[kind]() : entry[kind];
    if (file) missing.add(file);
    return null;
  }

  // ---- How near a term is to a word ----

  const INFLECTED = 0.6;
  const BEGUN = 0.7;
  const EDITED = [0, 0.65, 0.45];
  const BY_SYNONYM = 0.7;
  const SYNONYM_FROM = 2;
  const STOP_WEIGHT = 0.4;
  // What a name of the site's own platforms tells, however often it stands there.
  const NAME_RARITY = 3;
  const MOST_WORDS = 24;
  // A beginning of so many letters is looked up in a large index.
  const OPEN_FROM = 3;
  // So many parts are loaded for the beginnings of a word.
  const MOST_PARTS = 2;
  const MOST_MENDED = 3;

  // What words of a language end in when they only change their form; longest first. The stems of two such words are the same.
  const ENDINGS = {
    en: ['ations', 'ation', 'ings', 'ions', 'ing', 'ion', 'ies', 'ied', 'ed', 'es', 'er', 'ers', 's', 'y', 'e', ''],
    de: ['ungen', 'ung', 'ern', 'em', 'en', 'er', 'es', 'et', 'st', 'e', 'n', 's', 't', ''],
    fr: ['ations', 'ation', 'ement', 'ees', 'ee', 'er', 'ez', 'ent', 'es', 'e', 's', 'x', ''],
    es: ['aciones', 'acion', 'ando', 'ados', 'adas', 'ado', 'ada', 'ar', 'er', 'ir', 'os', 'as', 'es', 'o', 'a', 'e', 's', ''],
    it: ['azioni', 'azione', 'ando', 'ati', 'ate', 'ato', 'ata', 'are', 'ere', 'ire', 'i', 'e', 'o', 'a', ''],
    nl: ['ingen', 'ing', 'eren', 'en', 'er', 'es', 'e', 's', 't', ''],
  };
  const STEM_FROM = 3;

  // The beginnings of a word that may be its stem: the word without each ending that it has.
  function stems(word) {
    const endings = ENDINGS[entry.language.slice(0, 2)] || [''];
    return endings.filter((ending) => word.endsWith(ending) && word.length - ending.length >= STEM_FROM)
      .map((ending) => word.slice(0, word.length - ending.length)).map((stem) => undoubled(stem));
  }

  // "stopping" is "stopp" + "ing"; the doubled letter is part of the ending.
  function undoubled(stem) {
    return stem.length > STEM_FROM && stem[stem.length - 1] === stem[stem.length - 2] && !/[lse]$/.test(stem) ? stem.slice(0, -1) : stem;
  }

  // Whether two words are forms of one: what they share is long, and what differs are endings.
  function areForms(left, right) {
    if (left === right) return true;
    if (left.slice(0, STEM_FROM) !== right.slice(0, STEM_FROM)) return false;
    if (/\d/.test(left)) return false;
    const others = new Set(stems(right));
    return stems(left).some((stem) => others.has(stem) && stem.length * 2 >= Math.max(left.length, right.length));
  }

  // How many mistakes a word of this length may have.
  function mistakes(length) {
    if (length < 4) return 0;
    return length < 8 ? 1 : 2;
  }

  // Letters more, fewer, other, or swapped with their neighbours; more than `most` of them is as good as any.
  function distance(left, right, most) {
    if (Math.abs(left.length - right.length) > most) return most + 1;
    let before = [];
    let row = Array.from({ length: right.length + 1 }, (_, at) => at);
    for (let i = 1; i <= left.length; i += 1) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= right.length; j += 1) {
        const same = left[i - 1] === right[j - 1];
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
        if (swapped) cost = Math.min(cost, before[j - 2] + 1);
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return row[right.length];
  }

  // Words with digits are numbers and versions: another digit is another thing.
  function mendable(word) {
    return mistakes(word.length) > 0 && !/\d/.test(word) && !DENSE.test(word);
  }

  // ---- What one word finds ----

  // The terms that a word stands for, each with how well.
  function matches(word, isOpen, missing) {
    const found = new Map();
    const put = (term, factor, own) => {
      if (!(found.get(term) && found.get(term).factor >= factor)) found.set(term, { factor, own });
    };
    const own = part('terms', placeOf(word), missing);
    if (own && own.numbers.has(word)) put(word, 1, own);
    for (const there of near(word, isOpen, missing)) {
      for (const term of there.terms) {
        // "LinkedIn's" says as much as "LinkedIn".
        if (term !== word && areForms(word, term)) put(term, entry.nameSet.has(word) ? 1 : INFLECTED, there);
      }
    }
    const isKnown = found.size > 0;
    if (isOpen || !isKnown) addBeginnings(word, isOpen, missing, put);
    // A whole word that only begins others may be a typing mistake as well.
    if (!(isOpen ? found.size : isKnown) && mendable(word) && !isUnderstood(word)) addMended(word, missing, put);
    return found;
  }

  // A word that has synonyms, or that says little, is no typing mistake even if no record has it.
  function isUnderstood(word) {
    return entry.alikeSet.has(word) || entry.stopSet.has(word);
  }

  // The parts in which forms of a word may stand; in a large index only those that are there or its own.
  function near(word, isOpen, missing) {
    const stem = word.slice(0, Math.max(STEM_FROM, word.length - 3));
    const numbers = new Set([placeOf(word)]);
    for (let number = placeOf(stem); number <= placeOf(stem + '\uffff'); number += 1) {
      if (parts.terms[number]) numbers.add(number);
    }
    return Array.from(numbers, (number) => part('terms', number, missing)).filter(Boolean);
  }

  function addBeginnings(word, isOpen, missing, put) {
    const alone = DENSE.test(word) && Array.from(word).length === 1;
    const first = placeOf(word);
    const last = placeOf(word + '\uffff');
    const isWhole = entry.terms.every(([, file]) => !file);
    for (let number = alone ? 0 : first; number <= (alone ? entry.terms.length - 1 : last); number += 1) {
      const isWanted = isWhole || parts.terms[number] || (number < first + MOST_PARTS && word.length >= OPEN_FROM);
      const there = isWanted ? part('terms', number, missing) : null;
      for (const term of there ? there.terms : []) {
        if (term === word) continue;
        if (alone ? term.includes(word) : term.startsWith(word)) put(term, BEGUN * (isOpen ? 1 : 0.9) * closeness(word, term), there);
      }
    }
  }

  // The longer the rest, the less likely it is what was meant.
  function closeness(word, term) {
    return 0.6 + 0.4 * (word.length / term.length);
  }

  // The nearest terms of the parts that are there, and of the telling words, whose parts are then wanted.
  function addMended(word, missing, put) {
    const most = mistakes(word.length);
    let best = most;
    let found = [];
    const consider = (term, there) => {
      const off = distance(word, term, best);
      if (off > best || off === 0) return;
      if (off < best) found = [];
      best = off;
      found.push({ term, there });
    };
    for (const there of parts.terms) {
      if (there) there.terms.forEach((term) => mendable(term) && consider(term, there));
    }
    if (entry.words) (part('words', 0, missing) || []).forEach((term) => consider(term, null));
    const isAlike = (match) => match.term[0] === word[0];
    const alike = found.some(isAlike) ? found.filter(isAlike) : found;
    for (const { term, there } of alike.slice(0, entry.words ? MOST_MENDED * 2 : undefined)) {
      const home = there || part('terms', placeOf(term), missing);
      if (home && home.numbers.has(term)) put(term, EDITED[best], home);
    }
  }

  // What one word of the query finds: how much each record says of it, and how rare that is.
  function find(word, isOpen, missing, used) {
    const scores = new Map();
    matches(word, isOpen, missing).forEach(({ factor, own }, term) => {
      used.add(term);
      decode(own.postings[own.numbers.get(term)], (record, level) => raise(scores, record, level * factor));
    });
    return { scores, rarity: rarity(scores.size), isStop: entry.stopSet.has(word), isName: entry.nameSet.has(word), others: new Map() };
  }

  function raise(scores, record, score) {
    if (score > (scores.get(record) || 0)) scores.set(record, score);
  }

  // At most half of what one record of all would tell: among few texts an everyday word is rare as well.
  function rarity(count) {
    const most = Math.log2(1 + entry.count) / 2;
    return count ? Math.min(most, Math.log2(1 + (entry.count - count + 0.5) / (count + 0.5))) : 0;
  }

  // ---- Synonyms ----

  // The words of a query that say a phrase, in whatever order; none when one is lacking. Forms of a word are as good as the word.
  function saying(words, phrase) {
    const said = phrase.map((wanted) => words.find((word) => word === wanted) || words.find((word) => areForms(word, wanted)));
    return said.every(Boolean) ? said : [];
  }

  // What a phrase says in the records that have all of its words; nothing is loaded for it in a large index.
  function findPhrase(phrase, missing) {
    let found = null;
    for (const word of phrase) {
      const own = entry.words ? parts.terms[placeOf(word)] : part('terms', placeOf(word), missing);
      const number = own ? own.numbers.get(word) : undefined;
      if (number === undefined) return new Map();
      const next = new Map();
      decode(own.postings[number], (record, level) => {
        if (!found || found.has(record)) next.set(record, level + (found ? found.get(record) : 0));
      });
      found = next;
    }
    return found;
  }

  // Lets each phrase of the query be answered by the others of its groups, at a lower weight.
  function addSynonyms(words, slots, missing, used) {
    for (const group of entry.synonyms) {
      const said = group.map((phrase) => saying(words, phrase));
      const answered = new Set(said.flat());
      if (!answered.size) continue;
      for (const other of group.filter((_, at) => !said[at].length)) {
        const found = findPhrase(other, missing);
        const factor = BY_SYNONYM / other.length;
        for (const word of answered) found.forEach((score, record) => raise(slots.get(word).others, record, score * factor));
        if (found.size) other.filter((word) => word.length > SYNONYM_FROM).forEach((word) => used.add(word));
      }
    }
  }

  // ---- The words of a query as they were meant ----

  // A part of a word that stands alone somewhere is at least so long.
  const PART_FROM = 3;

  // Whether a word is one, as far as the parts that are there tell; null when its own part is not there.
  function known(word) {
    if (isUnderstood(word)) return true;
    const own = parts.terms[placeOf(word)];
    return own ? own.numbers.has(word) : null;
  }

  // Two words that are one ("linked in"), one that is two ("optout", "Widerspruchsformular"), and one that is nearly a synonym.
  function meant(words, isOpen) {
    const meantWords = [];
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at];
      const joined = word + (words[at + 1] || '');
      const isWhole = known(word) !== false || DENSE.test(word) || /\d/.test(word);
      if (joined !== word && (isWhole ? entry.nameSet.has(joined) : isName(joined))) {
        meantWords.push(joined);
        at += 1;
      } else if (isWhole || (isOpen && at === words.length - 1 && begins(word))) meantWords.push(word);
      else meantWords.push(...(halves(word) || [nearAlike(word) || word]));
    }
    return meantWords;
  }

  // Whether a word that is there begins with this one.
  function begins(word) {
    return parts.terms.some((there) => there && there.terms.some((term) => term.startsWith(word)));
  }

  // Whether this is a name of the site's own platforms, perhaps with a mistake.
  function isName(word) {
    return Array.from(entry.nameSet).some((name) => name[0] === word[0] && distance(word, name, 1) <= 1);
  }

  // The two words that a word is made of, with or without an "s" between; nothing when it is not.
  function halves(word) {
    for (let at = word.length - PART_FROM; at >= PART_FROM; at -= 1) {
      const [left, right] = [word.slice(0, at), word.slice(at)];
      const isPart = (part) => part.length >= PART_FROM && !entry.stopSet.has(part) && known(part);
      if (!isPart(right)) continue;
      if (isPart(left)) return [left, right];
      if (left.endsWith('s') && isPart(left.slice(0, -1))) return [left.slice(0, -1), right];
    }
    return null;
  }

  // The synonym that a word is but for a mistake, unless the index has a word that is as near.
  function nearAlike(word) {
    if (!mendable(word)) return null;
    const isNear = (term) => term[0] === word[0] && mendable(term) && distance(word, term, 1) === 1;
    return parts.terms.some((there) => there && there.terms.some(isNear)) ? null : Array.from(entry.alikeSet).find(isNear);
  }

  // ---- Ranking ----

  // How much more a record that matches all of the query is worth than one that matches a part.
  const COVERAGE_POWER = 1;
  // Records that match less of the query than this part of what the best one does are not shown.
  const LEAST_COVERAGE = 0.2;

  // Every word of the query with what it finds; words that say little count little, unless there are no others.
  function slotsOf(query, missing, used) {
    const isOpen = /[\p{Alphabetic}\p{N}\p{M}]$/u.test(query);
    const words = meant(tokenise(query).slice(0, MOST_WORDS), isOpen);
    const last = words[words.length - 1];
    const telling = words.filter((word) => !entry.stopSet.has(word));
    const slots = new Map();
    for (const word of words) {
      // In a large index a word that says little is not worth a download.
      const isSpared = entry.words && entry.stopSet.has(word) && telling.length && !(isOpen && word === last);
      if (!slots.has(word)) slots.set(word, find(word, isOpen && word === last, isSpared ? new Set() : missing, used));
    }
    addSynonyms(words, slots, missing, used);
    for (const slot of slots.values()) {
      slot.others.forEach((score, record) => raise(slot.scores, record, score));
      slot.rarity = slot.rarity || rarity(slot.scores.size);
      if (slot.isStop && telling.length) slot.rarity *= STOP_WEIGHT;
      if (slot.isName) slot.rarity = Math.max(slot.rarity, NAME_RARITY);
    }
    return Array.from(slots.values());
  }

  // The records that answer, the best first.
  function rank(slots, isLetIn) {
    const whole = slots.reduce((sum, slot) => sum + slot.rarity, 0);
    const sums = new Map();
    for (const slot of slots) {
      slot.scores.forEach((score, record) => {
        const sum = sums.get(record) || { record, score: 0, coverage: 0 };
        sum.score += score * slot.rarity;
        sum.coverage += slot.rarity / whole;
        sums.set(record, sum);
      });
    }
    const found = Array.from(sums.values()).filter((sum) => isLetIn(sum.record));
    const best = found.reduce((most, sum) => Math.max(most, sum.coverage), 0);
    for (const sum of found) sum.score *= Math.pow(sum.coverage, COVERAGE_POWER);
    return found
      .filter((sum) => sum.coverage >= best * LEAST_COVERAGE)
      .sort((left, right) => right.score - left.score || left.record - right.record);
  }

  // ---- Facets ----

  function decoded(coded) {
    const records = new Set();
    decode(coded, (record) => records.add(record));
    return records;
  }

  // A region lets in what holds there, in a larger region, or everywhere; platforms and topics what names them.
  function filter(wanted, missing) {
    const place = (names, id) => names.findIndex(([known]) => known === id);
    const asked = ['platforms', 'regions', 'topics'].map((key) => (wanted[key] ? place(entry[key], wanted[key]) : -1));
    if (asked.every((at) => at < 0)) return () => true;
    const facets = part('facets', 0, missing);
    if (!facets) return () => false;
    const [platforms, , topics] = asked.map((at, key) => (at < 0 ? null : decoded(facets[key][at])));
    const limited = asked[1] < 0 ? null : decoded(facets[3]);
    const regions = new Set();
    for (let at = asked[1]; at >= 0; at = entry.regions[at][2]) decoded(facets[1][at]).forEach((record) => regions.add(record));
    return (record) => (!platforms || platforms.has(record)) && (!topics || topics.has(record)) &&
      (!limited || !limited.has(record) || regions.has(record));
  }

  // ---- Answers ----

  function kindOf(record) {
    let kind = '';
    for (const [word, first] of entry.kinds) if (first <= record) kind = word;
    return kind;
  }

  // What the records of these numbers show; those whose part is missing are left out.
  function results(found, used, missing) {
    const labels = (places, names) => places.map((place) => names[place][1]);
    return found.map(({ record, score }) => {
      const chunk = part('records', Math.floor(record / entry.records[0]), missing);
      if (!chunk) return null;
      const [title, path, short, platforms, regions, topics, reviewed] = chunk[record % entry.records[0]];
      return {
        kind: kindOf(record), title, path, short, score, used,
        platforms: labels(platforms, entry.platforms), regions: labels(regions, entry.regions), topics: labels(topics, entry.topics),
        reviewed: reviewed || null,
      };
    }).filter(Boolean);
  }

  // The found records by kind, in the order of the kinds, each list the best first: `[[kind, found] …]`.
  function groups(found) {
    const lists = new Map();
    for (const one of found) {
      const kind = kindOf(one.record);
      if (!lists.has(kind)) lists.set(kind, []);
      lists.get(kind).push(one);
    }
    const order = entry.kinds.map(([kind]) => kind);
    return Array.from(lists).sort((left, right) => order.indexOf(left[0]) - order.indexOf(right[0]));
  }

  function everything(isLetIn) {
    return Array.from({ length: entry.count }, (_, record) => ({ record, score: 0 })).filter(({ record }) => isLetIn(record));
  }

  // Everything that a query finds: `found` are records by number, `missing` the files that would tell more.
  function query(text, wanted) {
    const missing = new Set();
    const used = new Set();
    if (!entry) return { found: [], used, missing: [] };
    const isLetIn = filter(wanted || {}, missing);
    const slots = slotsOf(text, missing, used);
    const isOnlyNarrowed = !slots.length && Object.values(wanted || {}).some(Boolean);
    const found = isOnlyNarrowed ? everything(isLetIn) : rank(slots, isLetIn);
    return { found, used, missing: Array.from(missing) };
  }

  // What `found` shows, and the files that are missing for it.
  function show(found, used) {
    const missing = new Set();
    return { results: results(found, used, missing), missing: Array.from(missing) };
  }

  // The results of a query from the parts that are there, the best first.
  function search(text, wanted) {
    const { found, used } = query(text, wanted);
    return show(found, used).results;
  }

  // The words that are nearest to those of a query that finds nothing.
  function nearest(text) {
    const known = parts.words && parts.words[0] ? parts.words[0] : [].concat(...(parts.terms || []).filter(Boolean).map((there) => there.terms));
    const near = [];
    for (const word of entry ? tokenise(text).filter((term) => term.length > 2 && !DENSE.test(term)) : []) {
      const most = Math.max(2, Math.ceil(word.length / 3));
      const ranked = known.filter((term) => term.length > 2 && !/\d/.test(term))
        .map((term) => ({ term, off: distance(word, term, most) + (term[0] === word[0] ? 0 : 0.5) }))
        .filter(({ off }) => off <= most).sort((left, right) => left.off - right.off);
      near.push(...ranked.slice(0, 3).map(({ term }) => term));
    }
    return Array.from(new Set(near));
  }

  // The names that results can be narrowed by.
  function names() {
    const list = (key) => (entry ? entry[key].map(([id, label]) => [id, label]) : []);
    return { platforms: list('platforms'), regions: list('regions'), topics: list('topics') };
  }

  const isLoaded = () => Boolean(entry);

  root.faqtualSearch = Object.freeze({
    load, add, tokenise, fold, DENSE, isLoaded, query, groups, show, search, nearest, names,
  });
})();
