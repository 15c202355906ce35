import { Chart, LineController, LineElement, LinearScale, PointElement } from "chart.js";
import annotation from "chartjs-plugin-annotation";

// Only what the product draws; loaded after the first paint.
Chart.register(LineController, LineElement, PointElement, LinearScale, annotation);
Chart.defaults.font.family = '"Inter Variable", system-ui, sans-serif';
Chart.defaults.font.size = 12;
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.events = [];

export { Chart };
