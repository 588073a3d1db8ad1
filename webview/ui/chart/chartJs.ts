// What charts are drawn by: the only import of Chart.js, loaded by the first chart of a page and then shared. Only what is
// registered is in the package; a kind of chart that needs more registers it in its own module.
import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement } from "chart.js";
import zoom from "chartjs-plugin-zoom";

Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, zoom);
// Pages draw by themselves what moves with the pointer; nothing is ever animated.
Chart.defaults.animation = false;
Chart.defaults.events = [];

export { Chart };
