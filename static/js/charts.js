/* Draws the trend from the table beneath it, which stays one click away. Without this script the table stands. */
(function () {
  "use strict";
  if (!window.echarts) return;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function read(table) {
    return Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      var cell = function (n) { return row.cells[n].textContent.trim(); };
      var ends = cell(2).split("–").map(parseFloat);
      return { month: cell(0), value: parseFloat(cell(1)), low: ends[0], high: ends[1], n: cell(3) };
    });
  }

  function option(months, narrow) {
    var shown = months.filter(function (m) { return !isNaN(m.value); });
    var lowest = Math.min.apply(null, shown.map(function (m) { return m.low; }));
    var number = function (v) { return isNaN(v) ? null : v; };
    var text = { color: colour("soft"), fontSize: 13 };
    var band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: 14, top: 12, bottom: 4, containLabel: true },
      xAxis: {
        type: "category", boundaryGap: false,
        data: months.map(function (m) { return m.month; }),
        axisLabel: {
          color: text.color, fontSize: text.fontSize, interval: narrow ? 2 : "auto",
          formatter: function (month, i) { return /年1月$/.test(month) || i === 0 ? month.replace("年", "年\n") : month.replace(/^.*年/, ""); }
        },
        axisLine: { lineStyle: { color: colour("edge") } }, axisTick: { show: false }
      },
      yAxis: {
        type: "value", min: Math.max(0, Math.floor((lowest - 3) / 10) * 10), max: 100,
        axisLabel: text, splitLine: { lineStyle: { color: colour("line") } }
      },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: colour("paper"), borderColor: colour("line"),
        textStyle: { color: colour("ink"), fontSize: 14 },
        formatter: function (at) {
          var m = months[at[0].dataIndex];
          if (isNaN(m.value)) return m.month + "\n" + m.n;
          return m.month + "\n得分 " + m.value.toFixed(1) + "（" + m.low.toFixed(1) + "–" + m.high.toFixed(1) + "）\n" + m.n + " 条有效评价";
        }
      },
      series: [
        Object.assign({ data: months.map(function (m) { return number(m.low); }) }, band),
        Object.assign({ data: months.map(function (m) { return number(m.high - m.low); }), areaStyle: { color: colour("praise-2"), opacity: 0.25 } }, band),
        {
          type: "line", data: months.map(function (m) { return number(m.value); }), symbol: "circle", symbolSize: 6,
          lineStyle: { color: colour("praise"), width: 2.5 }, itemStyle: { color: colour("praise") }
        }
      ]
    };
  }

  function fold(card, table) {
    var frame = table.closest(".wide");
    var button = card.querySelector("[data-table]");
    card.querySelector("[data-chart-note]").hidden = false;
    button.hidden = false;
    var turn = function (open) {
      frame.hidden = !open;
      button.textContent = open ? "收起表格" : "看表格";
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", function () { turn(frame.hidden); });
    turn(false);
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), function (box) {
    var table = document.getElementById(box.getAttribute("data-chart"));
    var months = read(table);
    if (months.filter(function (m) { return !isNaN(m.value); }).length < 2) return;
    box.hidden = false;
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    var draw = function () { chart.setOption(option(months, box.clientWidth < 480), true); };
    draw();
    fold(box.closest(".card"), table);
    window.addEventListener("resize", function () { chart.resize(); draw(); });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  });
})();
