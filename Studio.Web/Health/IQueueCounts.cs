namespace Studio.Web.Health;

/// <summary>What /health says of the queue; the queue implements and registers it.</summary>
public interface IQueueCounts
{
    int Pending { get; }

    int Running { get; }
}
