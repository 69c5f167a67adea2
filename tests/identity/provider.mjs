// An OpenID Connect provider of somebody else's making, on loopback: `node provider.mjs FILE`, where FILE is JSON with
// the port, the client, its callback, the key, and the people by the name that they log in with.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const file = process.argv[2];
const given = JSON.parse(readFileSync(file));
const people = () => JSON.parse(readFileSync(file)).people;

const provider = new Provider(given.issuer, {
  clients: [
    {
      client_id: given.client_id,
      client_secret: given.client_secret,
      redirect_uris: [given.callback],
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  jwks: { keys: [given.key] },
  cookies: { keys: ["for tests alone"] },
  claims: {
    openid: ["sub", "acr", "amr", "auth_time"],
    email: ["email", "email_verified"],
    profile: ["name", "department"],
  },
  pkce: { required: () => true, methods: ["S256"] },
  acrValues: ["urn:tva"],
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
  // who logs in has said yes to their employer
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
  findAccount: async (_ctx, id) => ({
    accountId: people()[id]?.sub ?? id,
    claims: async () => {
      const { login, ...claims } = Object.values(people()).find((one) => one.sub === id) ?? {};
      return { ...claims, sub: id };
    },
  }),
});
// forms go on to the client, which the provider's own policy for them would forbid
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/login/")) return next();
  const details = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === "POST") {
    const chunks = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const person = people()[form.get("name")];
    const result = form.has("cancel") || !person
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId: person.sub, acr: person.acr, amr: person.amr } };
    ctx.respond = false;
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  }
  ctx.type = "html";
  ctx.body = `<!doctype html><html lang="sv"><title>Arbetsgivaren</title><main><h1>Arbetsgivaren</h1>
<form method="post" action="/login/${details.uid}"><label>Namn <input name="name" autofocus></label>
<button>Logga in</button> <button name="cancel" value="1">Avbryt</button></form></main></html>`;
});

provider.listen(given.port, "127.0.0.1", () => console.log("listening"));
