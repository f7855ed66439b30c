// The drawing field of report.html: strokes to an image as MNIST's, the image through the network.
(function () {
  'use strict';
  document.documentElement.classList.add('scripted');
  window.addEventListener('beforeprint', function () {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  const networkData = document.getElementById('network');
  if (!networkData) return;

  const FINE = 10; // subpixels by which a stroke is smoothed

  // ---- the network -------------------------------------------------------------------------

  function bytes(base64) {
    return Uint8Array.from(atob(base64.trim()), function (c) { return c.charCodeAt(0); });
  }

  // The layout that EmbeddedNetwork.java writes. W comes out as [inputs][outputs].
  function layers(widths, buffer) {
    const view = new DataView(buffer);
    const result = [];
    let at = 0;
    for (let l = 0; l + 1 < widths.length; l++) {
      const inputs = widths[l];
      const outputs = widths[l + 1];
      const scales = new Float32Array(outputs);
      const biases = new Float32Array(outputs);
      for (let o = 0; o < outputs; o++, at += 4) scales[o] = view.getFloat32(at, true);
      for (let o = 0; o < outputs; o++, at += 4) biases[o] = view.getFloat32(at, true);
      const weights = new Float32Array(inputs * outputs);
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++, at += 2) {
          weights[i * outputs + o] = view.getInt16(at, true) * scales[o];
        }
      }
      result.push({ outputs: outputs, biases: biases, weights: weights });
    }
    return result;
  }

  const description = JSON.parse(networkData.textContent);
  const names = JSON.parse(document.getElementById('names').textContent); // of the classes

  // As in MNIST's images, which have 28 pixels a side.
  const SIDE = Math.sqrt(description.widths[0]); // of an image
  const BOX = Math.round(20 * SIDE / 28); // of what is drawn in it
  const PEN = 2.2 * (SIDE / 28); // width of a stroke, in pixels of the image

  const ACTIVATIONS = {
    relu: function (z) { return Math.max(z, 0); },
    leakyrelu: function (z) { return z > 0 ? z : description.slope * z; },
    tanh: Math.tanh,
    sigmoid: function (z) { return 1 / (1 + Math.exp(-z)); },
    identity: function (z) { return z; }
  };

  const activation = ACTIVATIONS[description.activation];
  const network = layers(
    description.widths, bytes(document.getElementById('weights').textContent).buffer);

  function softmax(z) {
    const top = Math.max.apply(null, z);
    const e = Array.from(z, function (value) { return Math.exp(value - top); });
    const sum = e.reduce(function (a, b) { return a + b; }, 0);
    return e.map(function (value) { return value / sum; });
  }

  // pixels: one number in [0,1] per input; returns one probability per class.
  function classify(pixels) {
    let x = pixels;
    network.forEach(function (layer, l) {
      const z = Float64Array.from(layer.biases);
      for (let i = 0; i < x.length; i++) {
        if (x[i] === 0) continue;
        const row = i * layer.outputs;
        for (let o = 0; o < layer.outputs; o++) z[o] += x[i] * layer.weights[row + o];
      }
      x = l + 1 < network.length ? z.map(activation) : z;
    });
    return softmax(x);
  }

  // ---- from strokes to an image --------------------------------------------------------------

  function bounds(strokes) {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const stroke of strokes) {
      for (const point of stroke) {
        box.left = Math.min(box.left, point.x);
        box.right = Math.max(box.right, point.x);
        box.top = Math.min(box.top, point.y);
        box.bottom = Math.max(box.bottom, point.y);
      }
    }
    return box;
  }

  function trace(context, strokes, toX, toY) {
    context.lineCap = 'round';
    context.lineJoin = 'round';
    for (const stroke of strokes) {
      context.beginPath();
      context.moveTo(toX(stroke[0].x), toY(stroke[0].y));
      for (const point of stroke) context.lineTo(toX(point.x), toY(point.y));
      // A dot is a line of no length, which only its round ends make visible.
      if (stroke.length === 1) context.lineTo(toX(stroke[0].x) + 0.01, toY(stroke[0].y));
      context.stroke();
    }
  }

  // As MNIST's images were made: the drawing's bounding box goes into BOX x BOX pixels, keeping its
  // proportions and smoothed; then its centre of mass goes to the centre of SIDE x SIDE.
  function image(strokes) {
    const box = bounds(strokes);
    const extent = Math.max(box.right - box.left, box.bottom - box.top);
    // A dot shall not fill the box.
    const scale = (FINE * (BOX - PEN)) / Math.max(extent, 0.15);
    const left = (FINE * BOX - scale * (box.right - box.left)) / 2;
    const top = (FINE * BOX - scale * (box.bottom - box.top)) / 2;
    const fine = document.createElement('canvas');
    fine.width = fine.height = FINE * BOX;
    const context = fine.getContext('2d');
    context.lineWidth = FINE * PEN;
    trace(
      context, strokes,
      function (x) { return left + scale * (x - box.left); },
      function (y) { return top + scale * (y - box.top); });
    return centred(averaged(context.getImageData(0, 0, fine.width, fine.height)));
  }

  function averaged(fine) {
    const result = new Float32Array(BOX * BOX);
    for (let y = 0; y < fine.height; y++) {
      for (let x = 0; x < fine.width; x++) {
        const alpha = fine.data[4 * (y * fine.width + x) + 3];
        result[Math.floor(y / FINE) * BOX + Math.floor(x / FINE)] += alpha / (255 * FINE * FINE);
      }
    }
    return result;
  }

  function centred(small) {
    let mass = 0;
    let massX = 0;
    let massY = 0;
    small.forEach(function (value, at) {
      mass += value;
      massX += value * (at % BOX + 0.5);
      massY += value * (Math.floor(at / BOX) + 0.5);
    });
    const dx = Math.round(SIDE / 2 - massX / mass);
    const dy = Math.round(SIDE / 2 - massY / mass);
    const result = new Float32Array(SIDE * SIDE);
    small.forEach(function (value, at) {
      const x = at % BOX + dx;
      const y = Math.floor(at / BOX) + dy;
      if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) result[y * SIDE + x] = value;
    });
    return result;
  }

  // ---- what is on the page -------------------------------------------------------------------

  const pad = document.getElementById('pad');
  const seen = document.getElementById('seen');
  const answer = document.getElementById('answer');
  const bars = Array.from(document.querySelectorAll('#bars li'));
  const NOTHING = answer.textContent;
  let strokes = []; // of points {x, y} in [0,1]
  let loaded = null; // or the pixels of a test image
  let drawing = null; // the id of the pointer that draws

  function paint(canvas, pixels) {
    const context = canvas.getContext('2d');
    const side = canvas.width / SIDE;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = getComputedStyle(canvas).color;
    pixels.forEach(function (value, at) {
      if (value === 0) return;
      context.globalAlpha = value;
      context.fillRect(at % SIDE * side, Math.floor(at / SIDE) * side, side, side);
    });
    context.globalAlpha = 1;
  }

  function paintStrokes() {
    const context = pad.getContext('2d');
    context.clearRect(0, 0, pad.width, pad.height);
    context.strokeStyle = getComputedStyle(pad).color;
    context.lineWidth = pad.width * 0.075;
    trace(
      context, strokes,
      function (x) { return x * pad.width; },
      function (y) { return y * pad.height; });
  }

  // All in their order or, where there are fewer bars, the most probable.
  function classesToShow(probabilities) {
    const all = Array.from(probabilities.keys());
    if (bars.length === all.length) return all;
    return all.sort(function (a, b) { return probabilities[b] - probabilities[a]; })
      .slice(0, bars.length);
  }

  function show(probabilities) {
    const best = probabilities.indexOf(Math.max.apply(null, probabilities));
    const shown = classesToShow(probabilities);
    bars.forEach(function (bar, b) {
      const c = shown[b];
      bar.classList.toggle('best', c === best);
      if (bars.length < names.length) bar.firstElementChild.textContent = names[c];
      bar.querySelector('rect').setAttribute('width', (100 * probabilities[c]).toFixed(2));
      bar.querySelector('.value').textContent = (100 * probabilities[c]).toFixed(2) + '%';
    });
    const text = answer.dataset.article + names[best] + ', ' + (100 * probabilities[best]).toFixed(1) + '% sure';
    // Screen readers announce every change.
    if (answer.textContent !== text) answer.textContent = text;
  }

  function showNothing() {
    bars.forEach(function (bar) {
      bar.classList.remove('best');
      if (bars.length < names.length) bar.firstElementChild.textContent = '\u2013';
      bar.querySelector('rect').setAttribute('width', '0');
      bar.querySelector('.value').textContent = '\u2013';
    });
    answer.textContent = NOTHING;
  }

  function update() {
    const pixels = loaded || (strokes.length > 0 ? image(strokes) : new Float32Array(SIDE * SIDE));
    if (loaded) paint(pad, loaded); else paintStrokes();
    paint(seen, pixels);
    if (loaded || strokes.length > 0) show(classify(pixels)); else showNothing();
  }

  let waiting = false;
  function updateSoon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      update();
    });
  }

  function point(event) {
    const area = pad.getBoundingClientRect();
    return { x: (event.clientX - area.left) / area.width, y: (event.clientY - area.top) / area.height };
  }

  pad.addEventListener('pointerdown', function (event) {
    if (drawing !== null || event.button !== 0) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    loaded = null;
    strokes.push([point(event)]);
    updateSoon();
  });
  pad.addEventListener('pointermove', function (event) {
    if (event.pointerId !== drawing) return;
    const stroke = strokes[strokes.length - 1];
    const passed = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const each of passed.length > 0 ? passed : [event]) stroke.push(point(each));
    updateSoon();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    pad.addEventListener(end, function (event) {
      if (event.pointerId === drawing) drawing = null;
    });
  }

  function clear() {
    strokes = [];
    loaded = null;
    update();
  }

  document.getElementById('clear').addEventListener('click', clear);
  document.getElementById('undo').addEventListener('click', function () {
    if (loaded) loaded = null; else strokes.pop();
    update();
  });

  function load(base64) {
    strokes = [];
    loaded = Float32Array.from(bytes(base64), function (grey) { return grey / 255; });
    update();
  }

  for (const digit of document.querySelectorAll('.digit')) {
    digit.addEventListener('click', function () {
      load(digit.dataset.pixels);
      document.getElementById('draw').scrollIntoView();
    });
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', update);
  update();

  // For tests, and for who is curious in the console.
  window.mnistSpark = Object.freeze({ classify: classify });
})();
