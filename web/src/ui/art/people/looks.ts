/** Who can be painted: skin, hair, eyes, clothes. All in the space of `person.ts`. */

export type Look = {
  skin: string;
  hair: string;
  iris: string;
  cloth: string;
  style: "coat" | "knit" | "dress" | "shirt";
  hairFront: string[];
  hairBack?: string;
  strands?: string[];
  shade?: string;
  light?: string;
  lip?: string;
  inner?: string;
  brow?: string;
  browWidth?: number;
  frown?: number;
  lift?: number;
  smile?: number;
  blush?: number;
  beard?: string;
  scarf?: string;
  hat?: { form: "cap" | "beanie"; colour: string };
  isUnderBrim?: true;
  hasBraid?: true;
  hasFreckles?: true;
  hasGlasses?: true;
  hasEarrings?: true;
  isDreaming?: true;
};

const LONG = "M118 170C104 84 150 44 204 44C262 44 300 88 286 176C284 250 306 330 296 420C262 440 250 330 250 260L154 260C152 330 142 440 106 420C96 330 120 250 118 170Z";
const SWEEP = "M126 190C112 96 156 54 206 54C258 54 292 96 276 192C270 150 256 124 226 112C200 150 150 150 126 190Z";
const PART = [
  "M202 62C150 52 116 98 126 204C138 180 146 128 204 100Z",
  "M202 62C256 52 290 98 278 204C264 180 258 128 200 100Z",
];
const SHORT = "M124 176C104 92 148 48 206 48C262 48 298 90 278 176C274 150 268 134 258 122C230 130 180 126 160 112C142 126 132 146 124 176Z";
const BOB = "M112 196C96 92 148 44 204 44C262 44 308 92 292 196C290 240 298 270 284 300C262 306 252 280 252 250L152 250C152 280 142 306 120 300C106 270 114 240 112 196Z";
const FRINGE = "M122 196C104 92 156 50 204 50C256 50 304 92 284 196C280 166 272 146 262 136C226 140 180 140 142 136C132 148 126 168 122 196Z";
const CLOSE = "M128 166C110 88 152 50 204 50C256 50 294 88 274 166C272 132 250 112 202 112C154 112 132 132 128 166Z";
const BUN = "M202 66C168 64 158 34 172 16C184 0 222 0 234 16C246 34 236 64 202 66ZM118 190C106 96 152 50 204 50C258 50 298 96 286 190Z";
const UNDER_CAP = ["M124 128C120 160 126 190 134 206C138 180 138 150 146 128Z", "M278 128C282 160 276 190 268 206C264 180 264 150 256 128Z"];
const UNDER_BEANIE = ["M126 132C120 160 124 186 132 200C138 178 140 156 150 134Z", "M278 132C284 160 280 186 270 200C266 178 264 156 254 134Z"];

export const LOOKS = {
  braid: {
    skin: "#eec3a2", hair: "#7a3a22", iris: "#5a7a6c", hairBack: BUN, hairFront: [SWEEP], style: "coat", cloth: "#b98a2f", inner: "#ece1cd",
    strands: ["M150 150C176 130 214 124 232 100", "M142 120C160 90 190 76 216 74"], hasBraid: true, hasFreckles: true, lift: 2, smile: 3,
  },
  sailor: {
    skin: "#d9a583", hair: "#8f8a84", brow: "#6f6a66", beard: "#9a948c", iris: "#51687a", hat: { form: "cap", colour: "#26344a" }, isUnderBrim: true,
    hairFront: UNDER_CAP, style: "knit", cloth: "#2f3c50", browWidth: 7, frown: 4, blush: 0.32,
  },
  evening: {
    skin: "#b9805c", hair: "#201a1e", iris: "#5a3a22", hairBack: LONG, hairFront: PART, style: "dress", cloth: "#7c2f3a", hasEarrings: true,
    strands: ["M196 70C160 84 140 120 134 170", "M208 70C246 84 264 120 270 170"], lip: "#9a3a38", smile: 5,
  },
  reader: {
    skin: "#f0cbb0", hair: "#c08a4a", iris: "#4f7a92", hairFront: [SHORT], style: "shirt", cloth: "#5b7263", hasGlasses: true,
    strands: ["M140 132C150 96 180 74 214 72", "M166 100C190 84 226 82 252 108"], browWidth: 6, lip: "#c98672",
  },
  dreamer: {
    skin: "#f3d3ba", hair: "#22242e", iris: "#3a2a2a", hairBack: BOB, hairFront: [FRINGE], style: "knit", cloth: "#c8673a", isDreaming: true,
    strands: ["M160 130C166 100 180 78 198 68", "M232 132C236 104 230 84 216 70"], lip: "#b9483f", light: "#bcd2e6",
  },
  captain: {
    skin: "#6f4530", hair: "#1a1414", iris: "#2e1c14", hairFront: [CLOSE], style: "coat", cloth: "#31554f", inner: "#d9c9a6", shade: "#1f0c14",
    lip: "#7a3a34", browWidth: 6, light: "#ffb877", blush: 0.1,
  },
  teacher: {
    skin: "#ecc7ad", hair: "#b9b2aa", brow: "#8a837c", iris: "#6a7a86", hairBack: BUN, hairFront: PART, style: "shirt", cloth: "#584a66",
    hasGlasses: true, hasEarrings: true, smile: 6, lip: "#b3645a",
  },
  wanderer: {
    skin: "#d7a070", hair: "#2a201e", iris: "#3a2a1c", hat: { form: "beanie", colour: "#b5502a" }, hairFront: UNDER_BEANIE, style: "coat",
    cloth: "#3c4a3e", inner: "#c9b48c", scarf: "#d9b98a", smile: 5,
  },
} satisfies Record<string, Look>;

/** What is behind a person: light, middle, dark. */
export const BACKDROPS = {
  warm: ["#e9c9a4", "#b9673f", "#5c2a22"],
  sea: ["#a9c2bd", "#4a7078", "#1d3540"],
  dusk: ["#d9a08a", "#6d4a62", "#241d33"],
  olive: ["#d7d0a8", "#8a8a58", "#38402c"],
  rose: ["#ecc4b4", "#b56a66", "#4a2430"],
  night: ["#54707c", "#21394a", "#0c1722"],
  paper: ["#f2e7d6", "#dcc6a6", "#b0926a"],
  plum: ["#c9aeb4", "#7a5168", "#2f2033"],
} satisfies Record<string, readonly [string, string, string]>;

export type Backdrop = readonly [light: string, middle: string, dark: string];
