import { build } from 'esbuild'; import { gzipSync } from 'node:zlib';
const r = await build({ entryPoints: [process.argv[2]], bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, metafile: true });
const c = r.outputFiles[0].contents; console.log('raw', c.length, 'gz', gzipSync(c, { level: 9 }).length);
for (const o of Object.values(r.metafile.outputs)) for (const [f, { bytesInOutput }] of Object.entries(o.inputs).sort((a, b) => b[1].bytesInOutput - a[1].bytesInOutput)) if (bytesInOutput) console.log(bytesInOutput, f);
if (process.argv[3]) (await import('node:fs')).writeFileSync(process.argv[3], c);
