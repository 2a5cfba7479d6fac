// A response that cannot be read: what is wrong and what would be right; `readings` where it can be read in two ways.
export class ResponseError extends Error {
  constructor(sentence, readings = []) {
    super(sentence);
    this.readings = readings;
  }
}
