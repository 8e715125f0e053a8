// Compile governor.sol with the packages of the folder given: prints {name: {abi, creation}}.
const fs = require("fs");
const path = require("path");
const modules = path.join(process.argv[2], "node_modules");
const solc = require(path.join(modules, "solc"));
const input = {
  language: "Solidity",
  sources: { "governor.sol": { content: fs.readFileSync(path.join(__dirname, "governor.sol"), "utf8") } },
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "governor.sol": { "*": ["abi", "evm.bytecode.object"] } },
  },
};
const read = (name) => ({ contents: fs.readFileSync(path.join(modules, name), "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
const errors = (output.errors || []).filter((one) => one.severity === "error");
if (errors.length) throw new Error(errors.map((one) => one.formattedMessage).join("\n"));
const made = {};
for (const [name, one] of Object.entries(output.contracts["governor.sol"]))
  made[name] = { abi: one.abi, creation: "0x" + one.evm.bytecode.object };
console.log(JSON.stringify(made));
