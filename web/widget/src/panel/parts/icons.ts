// The icons that the first message box does not need.
export const CHECK = "M4 12.5l5 5L20 6.5";
export const CHECKS = "M2 12.5l5 5L17 7.5M12 17.5l1 .5L22.5 7.5";
export const CLOCK = "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0";
export const EYE = "M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5";
export const HOURGLASS = "M7 3h10M7 21h10M8 3v4l4 5-4 5v4M16 3v4l-4 5 4 5v4";
