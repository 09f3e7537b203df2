// What does not fit on a page as it stands: wider than the window, text cut off, text written over other text.
(() => {
  const told = (each) => `${each.tagName.toLowerCase()}.${each.className} "${each.textContent.trim().slice(0, 50)}"`;
  const drawn = (each) => each.checkVisibility({visibilityProperty: true});
  const unseen = (each) => each.closest('.unseen, .skip, .trap, [aria-hidden=true], svg, option, select');

  // A line that is cut short on purpose says so with an ellipsis, and is whole where it leads to.
  const shortened = (each) => {
    const style = getComputedStyle(each);
    return style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
  };

  const leftOut = (each, box) => {
    for (let around = each; around; around = around.parentElement) {
      if (shortened(around) && box.bottom > around.getBoundingClientRect().bottom + 2) return true;
    }
    return false;
  };

  const pieces = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || !drawn(text.parentElement) || unseen(text.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        if (box.width > 1 && box.height > 1 && !leftOut(text.parentElement, box)) found.push({of: text.parentElement, box});
      }
    }
    return found;
  };

  const cut = (found) => found.filter(({of, box}) => {
    for (let each = of; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (shortened(each)) return false;
      const edge = each.getBoundingClientRect();
      const out = (low, high, from, to) => box[low] < from - 2 || box[high] > to + 2;
      if (['hidden', 'clip'].includes(style.overflowX) && out('left', 'right', edge.left, edge.right)) return true;
      if (['hidden', 'clip'].includes(style.overflowY) && out('top', 'bottom', edge.top, edge.bottom)) return true;
      if (['auto', 'scroll'].includes(style.overflowX)) return false;
    }
    return false;
  }).map(({of}) => told(of));

  const apart = (each) => each.closest('.bar, .top, .menu-sheet, .way-out') !== null;

  const over = (found) => {
    const lines = found.filter(({of}) => !apart(of));
    const wrong = [];
    for (let one = 0; one < lines.length; one += 1) {
      for (let other = one + 1; other < lines.length; other += 1) {
        const [a, b] = [lines[one].box, lines[other].box];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (lines[one].of !== lines[other].of && across > 2 && down > Math.min(a.height, b.height) * .35) {
          wrong.push(`${told(lines[one].of)} and ${told(lines[other].of)}`);
        }
      }
    }
    return wrong;
  };

  // Boxes whose text stands out of them, as a button's would if its height were fixed.
  const burst = () => [...document.querySelectorAll('.button, .pill, .chip, .choice, td, th, .input')]
    .filter((each) => drawn(each) && !unseen(each) && each.tagName !== 'TEXTAREA')
    .filter((each) => each.scrollWidth > each.clientWidth + 2 && each.clientWidth > 0
      && ![each, ...each.querySelectorAll('*')].some(shortened) && each.tagName !== 'INPUT' && each.tagName !== 'SELECT')
    .map(told);

  return () => {
    const found = pieces();
    return {wide: document.documentElement.scrollWidth - innerWidth, cut: cut(found), over: over(found).slice(0, 10),
            burst: burst()};
  };
})()
