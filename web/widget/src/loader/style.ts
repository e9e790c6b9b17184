// The loader's look, inside its shadow root. Set as a constructable style sheet: a host page without 'unsafe-inline' lets it in.
export const STYLE = `
:host{color-scheme:light dark}
*{box-sizing:border-box}
button,a{font:inherit}
.b,.c,.i{position:fixed;inset-inline-end:20px;bottom:20px}
.b{width:56px;height:56px;padding:0;border:0;border-radius:50%;background:var(--a,#0b5f63);color:var(--o,#fff);cursor:pointer;box-shadow:0 2px 10px #0005;display:grid;place-items:center}
.b:hover{filter:brightness(.9)}
:focus-visible{outline:3px solid #0b5f63;outline-offset:2px;box-shadow:0 0 0 2px #fff}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
.n{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#a3201c;color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
.c,.i{border-radius:16px;overflow:hidden;background:#fff;color:#17232b;box-shadow:0 4px 40px #0005;font:17px/1.5 system-ui,sans-serif}
.c{bottom:88px;width:384px;height:min(640px,100vh - 108px)}
.i{inset-inline-end:88px;max-width:min(300px,100vw - 108px);display:flex}
.p>*{inset-inline:20px auto}
.p>.i{inset-inline-start:88px}
.i *,.w>:not(p){min-height:44px;padding:10px 16px;border:0;background:none;color:inherit;text-align:inherit;cursor:pointer}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0;color-scheme:normal}
.w{height:100%;padding:24px;display:flex;flex-direction:column;justify-content:safe center;overflow:auto;gap:12px;text-align:center;animation:v 1ms .7s both}
@keyframes v{from{opacity:0}}
p{margin:0}
.w a,.w button{border-radius:8px;color:#0b5f63;border:1px solid;text-decoration:none}
.w a.e{background:#a3201c;border-color:#a3201c;color:#fff;font-weight:600}
[hidden]{display:none!important}
.s{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:480px),(max-height:480px){.c,.p>.c{inset:0;width:auto;height:auto;border-radius:0}.o .b{display:none}}
@media (prefers-color-scheme:dark){.c,.i{background:#131a1f;color:#e6edf0}.w a,.w button{color:#6fcfd0}:focus-visible{outline-color:#6fcfd0}}
@media (prefers-reduced-motion:no-preference){.c,.i{animation:i 150ms}@keyframes i{from{opacity:0;translate:0 8px}}}
`;
