// The kinds of charts that show runs by their values: loaded by the first of them.
import { BoxAndWiskers, BoxPlotController } from "@sgratzl/chartjs-chart-boxplot";
import { BarController, BarElement, CategoryScale, registry, ScatterController } from "chart.js";
import { LinearAxis, LineSegment, ParallelCoordinatesController, PCPScale } from "chartjs-chart-pcp";
import { Chart } from "./chartJs.ts";

Chart.register(BarController, BarElement, CategoryScale, ScatterController);
Chart.register(BoxPlotController, BoxAndWiskers);
Chart.register(ParallelCoordinatesController, LineSegment, PCPScale);
// A scale by its class, but the chart draws it as one of its elements.
registry.addElements(LinearAxis);

export { Chart };
