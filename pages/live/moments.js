// The slider that goes back through a run, and the sentence that says which moment is shown.

const MESSAGE_PAUSE = 100; // milliseconds: more pictures than that would not be seen

function furnishMoments(view, host) {
  view.moments = part("live-moments");
  view.slider = part("", "input");
  view.slider.type = "range";
  view.slider.min = 0;
  view.sliderLabel = part("", "label");
  view.slider.id = `live-moments-${newToken()}`;
  view.sliderLabel.htmlFor = view.slider.id;
  view.notice = part("live-moment", "span");
  view.end = part("live-button", "button");
  view.end.type = "button";
  view.slider.addEventListener("input", () => wishMoment(view, Number(view.slider.value)));
  view.end.addEventListener("click", () => {
    wishMoment(view, view.notices.length - 1);
    view.slider.focus(); // the button goes, and the focus must not go with it
  });
  view.moments.append(view.sliderLabel, view.slider, view.notice, view.end);
  host.append(view.moments);
}

function placeMoment(view, index) {
  const isPast = index < view.notices.length - 1;
  view.slider.value = index;
  view.slider.setAttribute("aria-valuetext", spoken(view.notices[index] ?? ""));
  write(view.notice, view.notices[index] ?? "");
  view.notice.classList.toggle("live-past", isPast);
  view.end.style.visibility = isPast ? "visible" : "hidden";
}

// Asks for a moment: the last one of those between two messages.
function wishMoment(view, index) {
  view.wish = index;
  placeMoment(view, index);
  const pause = MESSAGE_PAUSE - (performance.now() - (view.asked ?? 0));
  view.asking ??= setTimeout(() => {
    view.asking = undefined;
    view.asked = performance.now();
    const { page } = view.data;
    if (view.wish !== undefined) channel.send({ look_back: { page, index: view.wish } });
  }, Math.max(0, pause));
}

function drawMoments(view, { notices = [], label = "", end = "" }, { index = notices.length - 1 }) {
  // What is on its way is not taken back by a picture that was made before.
  if (channel.isLost || index === view.wish || String(notices) !== String(view.notices)) view.wish = undefined;
  view.notices = notices;
  view.moments.hidden = notices.length < 2;
  write(view.sliderLabel, label);
  write(view.end, end);
  view.slider.max = notices.length - 1;
  view.slider.disabled = channel.isLost;
  view.notice.style.minWidth = `${0.5 * (notices.at(-1)?.length ?? 0)}em`; // the slider stands still
  placeMoment(view, view.wish ?? index);
}
