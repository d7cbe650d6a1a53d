const { default: DataTable } = await import(`data:text/javascript;base64,${document.getElementById("tables").textContent.trim()}`);
const dark = matchMedia("(prefers-color-scheme: dark)");
const adapt = () => document.documentElement.classList.toggle("dark", dark.matches);
dark.addEventListener("change", adapt);
adapt();
for (const table of document.querySelectorAll("table.sortable")) {
  new DataTable(table, {
    paging: table.tBodies[0].rows.length > 200,
    pageLength: 100,
    info: false,
    searching: table.tBodies[0].rows.length > 12 || table.id === "all-experiments",
    order: [],
    autoWidth: false,
    language: { search: "Filter: ", zeroRecords: "No row holds all of these words." },
  });
  table.closest(".dt-container").querySelector("nav")?.setAttribute("aria-label", `Pages of: ${table.caption.textContent}`);
}
document.documentElement.dataset.ready = "yes";
