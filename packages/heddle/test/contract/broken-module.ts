throw new RangeError("this module does not load")

export default function never(): void {}
