using System.Text.Json;

namespace Studio.Web.Jobs;

/// <summary>A row of the table jobs as Dapper fills it.</summary>
internal sealed class JobRow
{
    public string Id { get; set; } = "";

    public string Owner { get; set; } = "";

    public string? KeyId { get; set; }

    public double Number { get; set; }

    public bool NumberGiven { get; set; }

    public string State { get; set; } = "";

    public int Attempt { get; set; }

    public string? ClientId { get; set; }

    public string? WorkflowId { get; set; }

    public string? Batch { get; set; }

    public string Prompt { get; set; } = "";

    public string ExtraData { get; set; } = "";

    public string Outputs { get; set; } = "";

    public long CreatedAt { get; set; }

    public long? StartedAt { get; set; }

    public long? EndedAt { get; set; }

    public string? Error { get; set; }

    public string? Result { get; set; }

    public string? Worker { get; set; }

    public long? LeaseUntil { get; set; }

    public Lease? ToLease() => Worker is { } worker && Time(LeaseUntil) is { } until ? new(worker, until) : null;

    public Job ToJob() => new()
    {
        Id = Id,
        Owner = Owner,
        KeyId = KeyId,
        Number = Number,
        NumberGiven = NumberGiven,
        State = Enum.Parse<JobState>(State),
        Attempt = Attempt,
        ClientId = ClientId,
        WorkflowId = WorkflowId,
        Batch = Batch,
        Prompt = Prompt,
        ExtraData = ExtraData,
        Outputs = JsonSerializer.Deserialize<string[]>(Outputs) ?? [],
        Created = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        Started = Time(StartedAt),
        Ended = Time(EndedAt),
        Error = Error,
        Result = Result is null ? null : JsonSerializer.Deserialize<JobResult>(Result),
    };

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
