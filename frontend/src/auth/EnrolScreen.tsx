export default function EnrolScreen() {
  return null;
}
