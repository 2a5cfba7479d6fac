// Distances, and pixels of a map in degrees, by the rules of geoquiz/core/geo.py; one corpus of cases tests both.
const EARTH_RADIUS_KM = 6371.0088;
const radians = (degrees) => degrees * Math.PI / 180;
const miller = (lat) => 1.25 * Math.log(Math.tan(Math.PI / 4 + 0.4 * radians(lat)));

export function distanceKm(lat1, lon1, lat2, lon2) {
  const [phi1, phi2] = [radians(lat1), radians(lat2)];
  const half = Math.sin((phi2 - phi1) / 2) ** 2 + Math.cos(phi1) * Math.cos(phi2) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, half)));
}

// Returns [lat, lon] of a pixel to a thousandth, as the server stores it; pixels outside the picture count as its edge.
export function degrees([west, east, south, north, width, height], x, y) {
  const [left, top] = [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
  const [high, low] = [miller(north), miller(south)];
  const lat = 2.5 * (Math.atan(Math.exp(0.8 * (high - (high - low) * top / height))) - Math.PI / 4);
  return [lat * 180 / Math.PI, west + (east - west) * left / width].map(toThousandths);
}

// A tie goes to the even digit, as in Python; `toFixed` alone would round it up. Thirty digits show exactly what is one.
function toThousandths(value) {
  const tie = /^(-?\d+\.\d\d\d)50*$/.exec(value.toFixed(30));
  return Number(tie && /[02468]$/.test(tie[1]) ? tie[1] : value.toFixed(3));
}
