export default function SessionEnded() {
  return null;
}
