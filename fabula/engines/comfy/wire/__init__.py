"""ComfyUI's HTTP and socket, spoken and understood; nothing above sees a raw message or a foreign error."""
