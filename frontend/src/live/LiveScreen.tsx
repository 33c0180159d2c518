export default function LiveScreen() {
  return null;
}
