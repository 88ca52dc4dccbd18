// The question of the place until the program is there: finds places by what is typed, and steps down to them. What the
// places' attributes hold is written by src/cli/src/opening.rs; what is found, and in which order, as src/intake/src/find.rs has it.
(function () {
  var root = document.documentElement;
  var MOST = 20;
  var LONGEST = 120;
  var CHARACTERS = 0;
  var PINYIN = 1;
  var INITIALS = 2;
  // What need not be typed: spaces, and the marks an input method puts between syllables.
  var MARKS = /[\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f\ud800-\udfff]/g;
  var all;
  var ended = 0;

  /** @returns {any} */
  function find(what) {
    return document.querySelector('.asking ' + what);
  }
  function each(what, does) {
    [].forEach.call(document.querySelectorAll('.asking ' + what), does);
  }
  function add(to, tag, text) {
    var it = document.createElement(tag);
    it.textContent = text || '';
    to.appendChild(it);
    return it;
  }
  function fold(text) {
    return text.normalize('NFKC').toLowerCase().replace(MARKS, '').replace(/ü/g, 'v');
  }

  // A text, each character with its possible pinyin.
  function spelt(text, said) {
    var each = said.split(' ');
    return text.split('').map(function (letter, at) {
      return { letter: letter, said: each[at] ? each[at].split('/') : [] };
    });
  }
  function places() {
    all = all || [].map.call(document.querySelectorAll('.asking [data-said]'), function (it) {
      var name = it.textContent;
      var also = it.dataset.also ? it.dataset.also.split('|').map(function (one) { return one.split(':'); }) : [];
      var rest = it.dataset.to && find('[data-level="' + it.dataset.to + '"] .rest a');
      return {
        place: (rest || it).getAttribute('href').split('/').pop(),
        name: name,
        note: it.dataset.note,
        texts: [[name, it.dataset.said]].concat(also).map(function (one) { return spelt(one[0], one[1]); })
      };
    });
    return all;
  }

  // The best way through a text from one of its characters on; ü is typed as v or as u.
  function walk(text, at, typed, by) {
    if (!typed) return { by: by, open: false, read: [], end: at };
    if (!text[at]) return null;
    var best = null;
    function offer(found, said) {
      if (!found || (best && (best.by - found.by || best.open - found.open) <= 0)) return;
      best = { by: found.by, open: found.open, read: [said].concat(found.read), end: found.end };
    }
    if (typed[0] === text[at].letter) offer(walk(text, at + 1, typed.slice(1), by), '');
    text[at].said.forEach(function (said) {
      var same = 0;
      while (same < said.length && (typed[same] === said[same] || (typed[same] === 'u' && said[same] === 'v'))) same += 1;
      if (same === said.length) {
        offer(walk(text, at + 1, typed.slice(same), Math.max(by, PINYIN)), said);
      } else if (same === typed.length) {
        offer({ by: Math.max(by, same === 1 && by !== PINYIN ? INITIALS : PINYIN), open: true, read: [], end: at + 1 }, said);
      }
      [2, 1].forEach(function (count) {
        if (same < count || said.length <= count || (count === 2 && said[1] !== 'h')) return;
        offer(walk(text, at + 1, typed.slice(count), INITIALS), said);
      });
    });
    return best;
  }
  // Compares by one thing after another.
  function order(one, other, keys) {
    for (var at = 0; at < keys.length; at += 1) {
      var by = keys[at];
      if (one[by] !== other[by]) return one[by] < other[by] ? -1 : 1;
    }
    return 0;
  }
  function within(text, typed, alias) {
    /** @type {any} */
    var best = null;
    text.forEach(function (_, start) {
      var path = walk(text, start, typed, CHARACTERS);
      // A single letter begins some syllable of nearly every name.
      if (!path || (path.by && typed.length === 1 && start) || (best && best.by <= path.by)) return;
      var whole = !start && path.end === text.length && path.by !== INITIALS && !path.open;
      best = { by: path.by, alias: alias, from: start, to: path.end, part: whole ? 0 : 1, read: path.read };
    });
    if (best) {
      best.reading = best.by ? text.map(function (it, at) {
        return (best.read[at - best.from] || it.said[0] || it.letter).replace(/v/g, 'ü');
      }).join(' ') : '';
    }
    return best;
  }
  function match(place, typed) {
    var found = place.texts.map(function (text, alias) { return within(text, typed, alias); }).filter(Boolean);
    var best = found.slice().sort(function (one, other) {
      return order(one, other, ['by']) || Number(!!one.alias) - Number(!!other.alias) || order(one, other, ['part', 'alias']);
    })[0];
    if (best && found.some(function (it) { return it.by === best.by && !it.part; })) best.part = 0;
    if (best) best.place = place;
    return best;
  }

  function marked(to, text, from, end) {
    text = text.map(function (it) { return it.letter; });
    to.appendChild(document.createTextNode(text.slice(0, from).join('')));
    add(to, 'mark', text.slice(from, end).join(''));
    to.appendChild(document.createTextNode(text.slice(end).join('')));
  }
  function row(list, it) {
    var link = add(add(list, 'li'), 'a');
    link.className = 'choice';
    link.href = '#' + root.dataset.goal + '/at/' + it.place.place;
    if (it.alias) {
      add(link, 'span', it.place.name);
      marked(add(link, 'small', '也叫'), it.place.texts[it.alias], it.from, it.to);
    } else {
      marked(add(link, 'span'), it.place.texts[0], it.from, it.to);
    }
    if (it.reading) add(link, 'small', '拼音 ' + it.reading);
    if (it.place.note) add(link, 'small', it.place.note);
  }
  function says(count) {
    var more = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=mingbai-places]'));
    if (count > MOST) return '找到 ' + count + ' 个，先列 ' + MOST + ' 个。再多打几个字。';
    if (count) return '找到 ' + count + ' 个';
    if (!more) return '没有找到。换个说法，或少打几个字。';
    return /^elsewhere/.test(more.content) ? find('.further + .says').textContent : '正在取全国的地名。';
  }
  function search() {
    var typed = fold(find('#find').value);
    var list = find('.found');
    var found = typed && typed.length <= LONGEST ? places().map(function (it) { return match(it, typed); }).filter(Boolean) : [];
    found.sort(function (one, other) { return order(one, other, ['part', 'by', 'alias', 'from', 'to', 'reading']); });
    list.textContent = '';
    found.slice(0, MOST).forEach(function (it) { row(list, it); });
    list.hidden = !typed;
    find('.unsought').hidden = !!typed;
    find('.field .says').textContent = typed ? says(found.length) : '';
  }

  // Shows one level.
  function step(to) {
    var here = find('#here');
    here.removeAttribute('id');
    each('[data-level]', function (it) {
      it.hidden = it.dataset.level !== to;
      if (!it.hidden) here = it.querySelector('h2');
    });
    here.id = 'here';
    here.focus();
    root.dataset.level = to;
  }
  // The other provinces are the program's: it fetches their names when it is there.
  function further(button) {
    button.hidden = true;
    button.nextSibling.hidden = false;
    button.nextSibling.textContent = '正在取全国的地名。';
    root.dataset.further = 'on';
  }

  // The same words for the other door.
  function turn() {
    var goal = root.dataset.goal;
    var main = find('.goal');
    if (!goal || !main) return;
    function door(of) {
      return document.querySelector('.first .door[href="#' + of + '/ask"] strong').textContent;
    }
    var other = goal === 'pay' ? 'scheme' : 'pay';
    main.textContent = door(goal);
    find('.turn').textContent = door(other);
    find('.turn').href = '#' + other + '/ask';
    each('a', function (it) {
      it.setAttribute('href', it.getAttribute('href').replace(/^#[a-z]+(?=\/at\/)/, '#' + goal));
    });
  }

  // What an event is about, where it is a part of the question.
  function asking(event) {
    var it = /** @type {Element} */ (event.target);
    return root.dataset.opening === 'ask' && it.closest && it.closest('.asking') ? it : null;
  }
  window.addEventListener('hashchange', turn);
  document.addEventListener('DOMContentLoaded', function () {
    var more = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=mingbai-places]'));
    turn();
    if (!more || !find('.further')) return;
    find(/^elsewhere/.test(more.content) ? '.further + .says' : '.further').hidden = false;
  });
  document.addEventListener('input', function (event) {
    if (asking(event)) search();
  });
  document.addEventListener('click', function (event) {
    var it = asking(event);
    var button = it && it.closest('button');
    if (!button) return;
    if (button.dataset.to !== undefined) step(button.dataset.to);
    else further(button);
  });
  document.addEventListener('compositionend', function () { ended = Date.now(); });
  document.addEventListener('keydown', function (event) {
    // Enter that ends a word of an input method is the method's own, see src/platform/src/input_method.rs.
    var it = asking(event);
    if (!it || it.id !== 'find' || event.key !== 'Enter') return;
    if (event.isComposing || event.keyCode === 229 || Date.now() - ended < 60) return;
    event.preventDefault();
    var first = find('.found a');
    if (first) location.hash = first.getAttribute('href');
  });
})();
