/*
 * A browser too old for our scripts goes where none are needed. This must run in any browser, so it
 * is written as in 2005. What it looks for came to browsers together with the syntax that build.mjs
 * leaves in the other scripts.
 */
// biome-ignore lint/style/useTemplate: old browsers know none.
window.structuredClone || location.replace(location.pathname.replace(/\/$/, "") + "/plain");
