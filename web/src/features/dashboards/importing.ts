/** The JSON of a file that somebody chose. What it says is for the server to judge. */
export async function readFile(file: File): Promise<unknown> {
  if (file.size > 5_000_000) throw new Error(`${file.name} is too large for a dashboard.`)
  try {
    return JSON.parse(await file.text()) as unknown
  } catch {
    throw new Error(`${file.name} is no JSON file.`)
  }
}
