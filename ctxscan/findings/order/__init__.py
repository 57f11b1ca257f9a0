"""Which copies could stand further down: the commands behind them need less than they copy."""
