export function DoorPicture() {
  return null;
}
