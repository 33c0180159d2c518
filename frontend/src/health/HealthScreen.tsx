export default function HealthScreen() {
  return null;
}
