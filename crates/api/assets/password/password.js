const secret = location.hash.slice(1);
const show = (id) => { document.getElementById(id).hidden = false; };
history.replaceState(null, "", location.pathname);
show(secret ? "form" : "missing");

document.getElementById("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const wrong = document.getElementById("wrong");
  wrong.textContent = "";
  const { password, again } = Object.fromEntries(new FormData(form));
  if (password !== again) {
    wrong.textContent = "The passwords differ.";
    return;
  }
  const answer = await fetch("/v1/auth/password-reset/complete", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret, newPassword: password }),
  });
  if (answer.ok) {
    form.hidden = true;
    show("done");
    return;
  }
  const problem = await answer.json();
  wrong.textContent = [problem.detail, ...problem.errors.map((fault) => fault.detail)].join("\n");
});
