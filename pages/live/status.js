// The line that says how runs stand, with its bar, and how to look back.

const status = {
  draw(view, host, contents) {
    if (!view.bar) {
      host.className = "live-status";
      host.dataset.testid = "stProgress";
      view.label = part("live-status-label");
      view.lost = part("live-status-lost live-red");
      view.lost.setAttribute("role", "status");
      view.track = part("live-track");
      view.bar = part("live-bar");
      view.track.append(view.bar);
      view.track.setAttribute("role", "progressbar");
      host.append(view.label, view.lost, view.track);
      if (view.data.slots.length > 1) furnishMoments(view, host);
    }
    const { text = "", progress = 0 } = contents[view.data.slots[0]] ?? {};
    write(view.label, channel.isSought && view.data.page ? view.data.seeking : text);
    view.lost.textContent = channel.isLost ? view.data.lost : "";
    view.bar.style.width = `${100 * progress}%`;
    view.track.setAttribute("aria-valuenow", Math.round(100 * progress));
    view.track.setAttribute("aria-label", spoken(text));
    if (view.moments) drawMoments(view, ...view.data.slots.slice(1).map((slot) => contents[slot] ?? {}));
  },
};
