const secret = location.hash.slice(1);
const show = (id) => { document.getElementById(id).hidden = false; };
history.replaceState(null, "", location.pathname);
show(secret ? "form" : "missing");

document.getElementById("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const wrong = document.getElementById("wrong");
  wrong.textContent = "";
  const { name, email, password, again } = Object.fromEntries(new FormData(form));
  if (password !== again) {
    wrong.textContent = "The passwords differ.";
    return;
  }
  const answer = await fetch("/v1/auth/setup", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret, name, email, password }),
  });
  if (answer.ok) {
    form.hidden = true;
    document.getElementById("how").textContent =
      `curl ${location.origin}/v1/auth/login \\\n  -H 'content-type: application/json' \\\n  -d '{"email":"${email}","password":"…"}'`;
    show("done");
    return;
  }
  const problem = await answer.json();
  const faults = problem.errors.map((fault) => `${(fault.pointer || "").slice(1)}: ${fault.detail}`);
  wrong.textContent = [problem.detail, ...faults].join("\n");
});
