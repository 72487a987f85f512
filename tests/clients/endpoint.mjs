// Ask an endpoint through Comunica: node endpoint.mjs URL QUERY -> one JSON object a binding or quad, or true/false.
import { QueryEngine } from "@comunica/query-sparql";

const [url, query] = process.argv.slice(2);
const result = await new QueryEngine().query(query, { sources: [{ type: "sparql", value: url }] });
if (result.resultType === "boolean") {
  console.log(JSON.stringify(await result.execute()));
} else {
  for await (const item of await result.execute()) {
    const pairs = result.resultType === "bindings"
      ? [...item].map(([variable, term]) => [variable.value, term.value])
      : ["subject", "predicate", "object"].map((place) => [place, item[place].value]);
    console.log(JSON.stringify(Object.fromEntries(pairs)));
  }
}
