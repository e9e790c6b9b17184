// The loader's look, inside its shadow root. Set as a constructable style sheet: a host page without 'unsafe-inline' lets it in.
export const STYLE = `
:host{color-scheme:light dark}
*{box-sizing:border-box}
button,a{font:inherit}
.b{position:fixed;right:20px;bottom:20px;width:56px;height:56px;min-width:44px;min-height:44px;padding:0;border:0;border-radius:50%;background:#0b5f63;color:#fff;cursor:pointer;box-shadow:0 2px 10px rgb(15 30 40/30%);display:grid;place-items:center}
.b:hover{background:#094d50}
:focus-visible{outline:3px solid #0b5f63;outline-offset:2px;box-shadow:0 0 0 2px #fff}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.n{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#a3201c;color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
.c{position:fixed;right:20px;bottom:88px;width:384px;height:min(640px,calc(100vh - 108px));border-radius:16px;overflow:hidden;background:#fff;color:#17232b;box-shadow:0 1px 2px rgb(15 30 40/20%),0 12px 40px rgb(15 30 40/26%);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0;display:block;color-scheme:normal}
.w{height:100%;padding:24px;display:flex;flex-direction:column;justify-content:safe center;overflow:auto;gap:12px;text-align:center}
.w{animation:v 1ms .7s both}@keyframes v{from{opacity:0}}
.w p{margin:0}
.w a,.w button{display:grid;place-items:center;min-height:44px;padding:8px 16px;border-radius:8px;color:#0b5f63;background:none;border:1px solid #76858e;text-decoration:none;cursor:pointer}
.w a.e{background:#a3201c;border-color:#a3201c;color:#fff;font-weight:600}
[hidden]{display:none!important}
.s{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:480px),(max-height:480px){.c{inset:0;width:auto;height:auto;border-radius:0}.o .b{display:none}}
@media (prefers-color-scheme:dark){.c{background:#131a1f;color:#e6edf0}.w a,.w button{color:#6fcfd0}:focus-visible{outline-color:#6fcfd0}}
@media (prefers-reduced-motion:no-preference){.c:not([hidden]){animation:i 150ms}@keyframes i{from{opacity:0;transform:translateY(8px)}}}
`;
