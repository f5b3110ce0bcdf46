using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>Calls for many prompts at once. The prompts need no model, so that thousands are quick.</summary>
internal static class LoadClient
{
    private const int DeletedAtOnce = 500;

    /// <summary>A number shown as text. Another number is another prompt, and the same one comes from the cache.</summary>
    public static JsonObject Number(int value) => Shown("PrimitiveInt", value);

    /// <summary>A text as it is; the message that shows it is as long.</summary>
    public static JsonObject Text(string value) => Shown("PrimitiveString", value);

    /// <summary>Accepted, or an exception with what the server said.</summary>
    public static async Task<(string Id, long Number)> PostPromptAsync(this HttpClient client, JsonObject prompt, string? clientId = null,
        CancellationToken cancellationToken = default)
    {
        using var answer =
            await client.PostAsJsonAsync("/prompt", new JsonObject { ["prompt"] = prompt, ["client_id"] = clientId }, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The prompt was refused: {text}");
        var accepted = JsonNode.Parse(text)!;
        return ((string)accepted["prompt_id"]!, (long)accepted["number"]!);
    }

    /// <summary>Many prompts over several connections; their ids in the order of the line.</summary>
    public static async Task<IReadOnlyList<string>> PostPromptsAsync(this HttpClient client, int first, int count, string? clientId)
    {
        var accepted = new (string Id, long Number)[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, stop) =>
            accepted[index] = await client.PostPromptAsync(Number(first + index), clientId, stop));
        return [.. accepted.OrderBy(job => job.Number).Select(job => job.Id)];
    }

    public static Task PauseAsync(this HttpClient client) => client.SendAsync("/api/queue/pause", []);

    public static Task ResumeAsync(this HttpClient client) => client.SendAsync("/api/queue/resume", []);

    public static async Task DeleteWaitingAsync(this HttpClient client, IEnumerable<string> ids)
    {
        foreach (var chunk in ids.Chunk(DeletedAtOnce))
            await client.SendAsync("/queue", new() { ["delete"] = new JsonArray([.. chunk.Select(id => JsonValue.Create(id))]) });
    }

    public static async Task<IReadOnlyList<string>> WaitingAsync(this HttpClient client)
    {
        var queue = await client.GetFromJsonAsync<JsonObject>("/queue");
        return [.. queue!["queue_pending"]!.AsArray().Select(item => (string)item![1]!)];
    }

    public static async Task<IReadOnlyList<string>> EndedAsync(this HttpClient client, int most)
    {
        var history = await client.GetFromJsonAsync<JsonObject>($"/history?max_items={most}");
        return [.. history!.Select(entry => entry.Key)];
    }

    private static async Task SendAsync(this HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path} says {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static JsonObject Shown(string classType, JsonNode value) => new()
    {
        ["1"] = new JsonObject { ["class_type"] = classType, ["inputs"] = new JsonObject { ["value"] = value } },
        ["2"] = new JsonObject { ["class_type"] = "PreviewAny", ["inputs"] = new JsonObject { ["source"] = new JsonArray("1", 0) } },
    };
}
