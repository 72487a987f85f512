// Follow links from an IRI through Comunica: node traverse.mjs CANONICAL SERVER SEED QUERY -> one JSON object a binding.
// Addresses below CANONICAL are asked of SERVER, as the permanent identifier service would redirect them.
import { QueryEngine } from "@comunica/query-sparql-link-traversal";

const [canonical, server, seed, query] = process.argv.slice(2);
const asked = [];
async function here(input, options) {
  const address = typeof input === "string" ? input : input.url;
  asked.push(address);
  if (!address.startsWith(canonical) && !address.startsWith(server)) return new Response("", { status: 404 });
  const answer = await fetch(address.replace(canonical, server), options);
  Object.defineProperty(answer, "url", { value: answer.url.replace(server, canonical) });
  return answer;
}
const result = await new QueryEngine().queryBindings(query, { sources: [seed], fetch: here, lenient: true });
for await (const binding of result) {
  console.log(JSON.stringify(Object.fromEntries([...binding].map(([variable, term]) => [variable.value, term.value]))));
}
console.error(JSON.stringify(asked));
